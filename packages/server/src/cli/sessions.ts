import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { instantOf } from '../config/instant.ts'
import { operator, settingsOf, withCore } from './context.ts'
import { CommandError, type Terminal } from './terminal.ts'

interface EndOptions {
  readonly all: boolean
  readonly since?: string
}

export function addSessions(program: Command, terminal: Terminal): void {
  const sessions = program.command('sessions').description('look after everybody’s sessions')

  sessions
    .command('end')
    .description('end what was issued before this moment, of everybody, on every running server')
    .option('--all', 'everything', false)
    .option('--since <when>', 'only what was issued from then on, e.g. 2030-01-01T08:00+08:00')
    .addHelpText(
      'after',
      `
Access tokens are refused, sessions end with their refresh tokens, reset links open nothing: also
those of sessions that this database does not know, because it was restored from a backup. Everybody
signs in again. Bans, roles and passwords stay as they are in the database.

  ztoken sessions end --all         # after restoring a backup
  ztoken sessions end --since 2030-01-01`,
    )
    .action(async ({ all, since }: EndOptions) => {
      if (all === (since !== undefined)) throw new CommandError('say --all or --since, one of them')
      const from = since === undefined ? null : instantOf(since)
      if (Number.isNaN(from) || (from ?? 0) > Date.now()) {
        throw new CommandError('--since has to be a day or a moment that is over, e.g. 2030-01-01')
      }
      await withCore(settingsOf(terminal, program.opts()), async (core) => {
        const ended = await core.endEverything({ since: from }, operator)
        await untilAfter(ended.before)
        const until = new Date(ended.before * 1000).toISOString()
        terminal.out(`ended ${ended.sessions} sessions; tokens issued until ${until} are refused`)
      })
    })
}

/** A token of the same second would be refused: whoever reads that it is done can sign in. */
async function untilAfter(second: number): Promise<void> {
  const wait = (second + 1) * 1000 - Date.now()
  if (wait > 0 && wait <= 1000) await pause(wait)
}
