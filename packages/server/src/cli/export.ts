import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Core } from '@ztoken/core'
import type { Command } from 'commander'
import { operator, settingsOf, withCore } from './context.ts'
import { CommandError, type Terminal } from './terminal.ts'

interface ExportOptions {
  readonly out?: string
  readonly sessions: boolean
  readonly audit: boolean
}

export function addExport(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description(
      'write everything out as JSON Lines, which "ztoken import FILE --from ztoken" reads',
    )
    .option('-o, --out <file>', 'the file to write (mode 0600); standard output unless given')
    .option('--sessions', 'with open sessions and revocations: nobody has to sign in again', false)
    .option('--no-audit', 'without the audit')
    .addHelpText(
      'after',
      `
Roles, signing keys, accounts with their identities and password hashes, the audit; with --sessions
who is signed in. Between SQLite and PostgreSQL, both ways. Whoever has the file can try passwords
against the hashes: keep it as you keep the database. Sessions and signing keys are of use under the
same ZTOKEN_SECRET. Pictures are files: copy their folder or bucket.`,
    )
    .action((options: ExportOptions) =>
      withCore(settingsOf(terminal, program.opts()), (core) =>
        options.out === undefined
          ? write(core, options, terminal, process.stdout)
          : writeFile(core, options, terminal, options.out),
      ),
    )
}

/** The file is there when it is whole, and not before. */
async function writeFile(
  core: Core,
  options: ExportOptions,
  terminal: Terminal,
  name: string,
): Promise<void> {
  const unfinished = `${name}.part`
  const file = createWriteStream(unfinished, { mode: 0o600, flags: 'wx' })
  try {
    await once(file, 'open')
  } catch {
    throw new CommandError(
      `${unfinished} cannot be made: it exists, or its folder may not be written`,
    )
  }
  try {
    await write(core, options, terminal, file)
    file.end()
    await finished(file)
    await rename(unfinished, name)
  } catch (error) {
    file.destroy()
    await rm(unfinished, { force: true })
    throw error
  }
}

async function write(
  core: Core,
  { sessions, audit }: ExportOptions,
  terminal: Terminal,
  stream: Writable,
): Promise<void> {
  let lines = 0
  for await (const record of core.exportEverything({ sessions, audit }, operator)) {
    if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, 'drain')
    lines += 1
    if (lines % 10_000 === 0) terminal.err(`${lines} records`)
    if (record.type === 'end') {
      const counts = Object.entries(record.counts).map(([type, count]) => `${count} ${type}`)
      terminal.err(`exported: ${counts.join(', ') || 'nothing'}`)
    }
  }
}
