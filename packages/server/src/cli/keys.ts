import { ZtokenError } from '@ztoken/contract'
import type { Core, KeysChanged } from '@ztoken/core'
import type { Command } from 'commander'
import type { ProcessOptions } from '../config/open.ts'
import { operator, settingsOf, withCore } from './context.ts'
import { CommandError, type Terminal } from './terminal.ts'

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program.command('keys').description('look after the keys of the public format')
  const run = (work: (core: Core) => Promise<void>, options: ProcessOptions = {}): Promise<void> =>
    withCore(
      settingsOf(terminal, program.opts()),
      async (core) => {
        if (core.keys().length === 0) throw new CommandError(noKeys)
        await work(core)
      },
      options,
    )

  keys
    .command('list')
    .description('list the keys, one per line: kid, state, when it starts and stops issuing')
    .action(() => run(async (core) => show(core, terminal)))

  keys
    .command('rotate')
    .description('let the next key start issuing once it has been published')
    .option('--now', 'without waiting until every verifier knows it')
    .action(({ now = false }: { now?: boolean }) =>
      run(async (core) => {
        explain(await core.rotateKeys({ immediately: now }, operator), terminal)
        show(core, terminal)
      }),
    )

  keys
    .command('revoke')
    .description('refuse all tokens of a key from now on; sessions go on')
    .argument('<kid>')
    .action((kid: string) =>
      run(async (core) => {
        explain(await revoke(core, kid), terminal)
        show(core, terminal)
      }),
    )

  keys
    .command('replace-unreadable')
    .description('make a new key where the secret of the stored ones is lost; else change nothing')
    .action(() => run(async (core) => show(core, terminal), { replaceUnreadableKeys: true }))
}

const noKeys = 'there are no keys: the public format is neither issued nor accepted'

async function revoke(core: Core, kid: string): Promise<KeysChanged> {
  try {
    return await core.revokeKey(kid, operator)
  } catch (error) {
    if (error instanceof ZtokenError && error.code === 'not_found') {
      throw new CommandError('there is no such key')
    }
    throw error
  }
}

function show(core: Core, terminal: Terminal): void {
  for (const { kid, state, activatesAt, retiresAt } of core.keys()) {
    const stops = retiresAt === null ? '-' : instant(retiresAt)
    terminal.out([kid, state, instant(activatesAt), stops].join('\t'))
  }
}

/** A listing stays a listing: what is said beside it goes to the other stream. */
function explain({ activatedAtOnce }: KeysChanged, terminal: Terminal): void {
  if (activatedAtOnce === null) return
  terminal.err(
    `${activatedAtOnce} issues at once, without having been published first: verifiers elsewhere may refuse its tokens as long as they keep the JWKS`,
  )
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
