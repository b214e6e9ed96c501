import { auditEvents, type Core, type StoredAuditEntry } from '@ztoken/core'
import type { Command } from 'commander'
import { settingsOf, withCore } from './context.ts'
import { CommandError, printable, type Terminal } from './terminal.ts'

interface AuditOptions {
  readonly user?: string
  readonly event?: string
  readonly limit: string
  readonly json: boolean
}

const pageSize = 200
const longest = 256

export function addAudit(program: Command, terminal: Terminal): void {
  program
    .command('audit')
    .description('show who did what, newest first')
    .option('--user <id-or-phone>', 'one user by ID or phone number; a deleted one by ID')
    .option('--event <name>', 'one kind of event')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'one JSON object per line', false)
    .addHelpText(
      'after',
      `
One entry a line: when, event, who did it, to whom, from where, details. A dash: nobody, or not known.

Events: ${auditEvents.join(', ')}`,
    )
    .action((options: AuditOptions) => {
      const most = /^[1-9][0-9]{0,6}$/.test(options.limit) ? Number(options.limit) : 0
      if (most === 0) throw new CommandError('--limit has to be a whole number above 0')
      if (options.event !== undefined && !auditEvents.some((name) => name === options.event)) {
        throw new CommandError('--event has to be one of those that ztoken audit --help names')
      }
      return withCore(settingsOf(terminal, program.opts()), async (core) => {
        for await (const entry of entries(core, options, most)) {
          terminal.out(options.json ? JSON.stringify(core.views.auditEntry(entry)) : line(entry))
        }
      })
    })
}

async function* entries(
  core: Core,
  { user, event }: AuditOptions,
  most: number,
): AsyncGenerator<StoredAuditEntry> {
  const userId = user === undefined ? null : ((await core.findUser(user))?.id ?? user)
  let after: string | null = null
  for (let left = most; left > 0; left -= pageSize) {
    const limit = Math.min(left, pageSize)
    const page = await core.searchAudit({ userId, event: event ?? null, limit, after })
    yield* page.items
    if (page.next === null) return
    after = page.next
  }
}

function line(entry: StoredAuditEntry): string {
  const details = Object.entries(entry.detail ?? {}).map(([name, value]) => `${name}=${value}`)
  const { event, actorId, userId, address } = entry
  const fields = [event, actorId, userId, address, details.join(' ')]
  const shown = fields.map((field) =>
    field === null || field === '' ? '-' : printable(field, longest),
  )
  return [new Date(entry.at).toISOString(), ...shown].join('\t')
}
