import type { ImportedUser, ImportOutcome } from '@ztoken/core'
import type { Command } from 'commander'
import { avatarIdIn } from '../features/avatar/address.ts'
import { settingsOf, withCore } from './context.ts'
import { importOwnExport } from './own-export.ts'
import { printable, type Terminal } from './terminal.ts'

const meanings: Record<ImportOutcome, string> = {
  added: 'imported',
  already_there: 'there before',
  id_invalid: 'left out: the id cannot be used',
  id_taken: 'left out: the id belongs to somebody else',
  phone_invalid: 'left out: the phone is not valid',
  phone_taken: 'left out: the phone belongs to somebody else',
  password_hash_unknown: 'left out: the password hash is of no kind that can be read',
}

export function addImport(program: Command, terminal: Terminal, state: { status: number }): void {
  program
    .command('import')
    .description('take over the users of another application, with their passwords')
    .argument('<file>', 'the SQLite database of the Flask application (table user)')
    .requiredOption('--from <kind>', 'flask, or ztoken for what ztoken export wrote')
    .option('--dry-run', 'report what would happen and write nothing', false)
    .addHelpText(
      'after',
      `
They go into the database of ZTOKEN_DATABASE_URL, SQLite or PostgreSQL. Whoever is there already
stays as they are, so it can be run again.

Exit status: 0 everybody was imported, 2 somebody was left out, 1 failed.`,
    )
    .action(async (file: string, options: { from: string; dryRun: boolean }) => {
      if (options.from === 'ztoken') {
        state.status = await withCore(settingsOf(terminal, program.opts()), (core) =>
          importOwnExport(core, file, terminal, options),
        )
        return
      }
      if (options.from !== 'flask')
        program.error(`--from ${options.from} is not known; it is one of flask, ztoken`)
      const { readFlaskUsers } = await import('@ztoken/stores/sqlite')
      const users = await readFlaskUsers(file)
      const counts = new Map<ImportOutcome, number>()
      await withCore(settingsOf(terminal, program.opts()), async (core) => {
        const run = core.createImport({ dryRun: options.dryRun })
        let done = 0
        for (const user of users) {
          const outcome = await run.add(withoutPictureOfOurs(user))
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
          if (outcome !== 'added' && outcome !== 'already_there') {
            terminal.err(`id "${printable(user.id)}": ${meanings[outcome]}`)
          }
          done += 1
          showProgress(terminal, done, users.length)
        }
      })
      report(terminal, counts, users.length, options.dryRun)
      const kept = (counts.get('added') ?? 0) + (counts.get('already_there') ?? 0)
      if (kept < users.length) state.status = 2
    })
}

/** Whoever could name somebody's picture here as their own could have it removed. */
function withoutPictureOfOurs(user: ImportedUser): ImportedUser {
  const { avatar: url } = user
  return url === null || avatarIdIn(url) === null ? user : { ...user, avatar: null }
}

function report(
  terminal: Terminal,
  counts: ReadonlyMap<ImportOutcome, number>,
  total: number,
  dryRun: boolean,
): void {
  terminal.out(`${total} users read${dryRun ? ' (dry run: nothing was written)' : ''}`)
  for (const [outcome, count] of counts) terminal.out(`${count} ${meanings[outcome]}`)
}

/** A count that overwrites itself on a terminal, and a line now and then elsewhere. */
function showProgress(terminal: Terminal, done: number, total: number): void {
  const every = Math.max(1, Math.floor(total / 10))
  if (terminal.isInteractive)
    process.stderr.write(`\r${done}/${total}${done === total ? '\n' : ''}`)
  else if (total >= 1000 && done % every === 0) terminal.err(`${done}/${total}`)
}
