import type { MergeOutcome } from '@ztoken/core'
import type { Command } from 'commander'
import { operator, type Run, requireUser } from './context.ts'
import { CommandError, printable, type Terminal } from './terminal.ts'

interface MergeOptions {
  readonly dryRun: boolean
  readonly yes: boolean
}

/** One account of two that are one person's. */
export function addUserMerge(user: Command, run: Run, terminal: Terminal): void {
  user
    .command('merge')
    .description('merge an account into another: what signs in to it signs in to the other one')
    .argument('<keep>', 'id or phone of the account that stays')
    .argument('<gone>', 'id or phone of the account that goes for good')
    .option('--dry-run', 'only say what would happen', false)
    .option('--yes', 'without asking', false)
    .action((keeping: string, going: string, { dryRun, yes }: MergeOptions) =>
      run(async (core) => {
        const { id: keep } = await requireUser(core, keeping)
        const { id: from } = await requireUser(core, going)
        const promised = await core.mergeUsers({ keep, from, dryRun: true }, operator)
        if (dryRun || !yes) for (const line of linesOf(promised)) terminal.out(line)
        if (dryRun) return
        const question = `Merge ${from} into ${keep} for good? Type the id of the one that goes: `
        if (!yes && (await terminal.ask(question)).trim() !== from) {
          throw new CommandError('nothing was merged')
        }
        const merged = await core.mergeUsers({ keep, from }, operator)
        terminal.out(`merged ${from} into ${keep}; sessions ended: ${merged.sessionsEnded}`)
      }),
    )
}

/** What a merge comes to, a line each: nothing about what does not happen. */
function linesOf(outcome: MergeOutcome): string[] {
  const { moved, released, profile, rolesGained, rolesLost, sessionsEnded } = outcome
  const lines: [string, readonly string[]][] = [
    ['signs in as well', moved.map(nameOf)],
    ['never proven, signs in to neither', released.map(nameOf)],
    ['taken over', profile],
    ['roles gained', rolesGained],
    ['roles lost', rolesLost],
    ['sessions ended', [String(sessionsEnded)]],
  ]
  return lines
    .filter(([, things]) => things.length > 0)
    .map(([what, things]) => `${what}: ${things.map((thing) => printable(thing)).join(', ')}`)
}

function nameOf({ kind, subject, verifiedAt }: MergeOutcome['moved'][number]): string {
  return `${kind} ${subject}${verifiedAt === null ? ' (not proven)' : ''}`
}
