import { quickSchemes } from '@ztoken/core'
import type { Command } from 'commander'
import { settingsOf, withCore } from './context.ts'
import { type ImportOptions, importForeign } from './import/run.ts'
import { importOwnExport } from './own-export.ts'
import type { Terminal } from './terminal.ts'

const kinds = ['flask', 'django', 'csv', 'jsonl', 'ztoken']

export function addImport(program: Command, terminal: Terminal, state: { status: number }): void {
  program
    .command('import')
    .description('take over the users of another application, with their passwords')
    .argument(
      '<source>',
      'a SQLite, CSV or JSON Lines file, - for CSV from a pipe, postgres://… or mysql://…',
    )
    .requiredOption(
      '--from <kind>',
      'flask, django, csv, jsonl, or ztoken for what ztoken export wrote',
    )
    .option('--table <name>', 'the table or view of the users')
    .option('--columns <pairs>', 'which column is which: phone=mobile,password=pwd,name=-')
    .option('--identity <kind>', 'what they sign in with: phone, email or username (default: all)')
    .option('--banned-if <condition>', "who comes as banned: 'is_active=0'; repeatable", more, [])
    .option('--left-out-if <condition>', "who does not come: 'is_delete=1'; repeatable", more, [])
    .option('--ignore-columns <names>', 'columns that mean nothing here')
    .option(
      '--unknown-hashes <how>',
      'leave-out, or no-password: they come and need a reset',
      'leave-out',
    )
    .option(
      '--quick-hashes <scheme>',
      `keep quick hashes inside argon2id: ${quickSchemes.join(', ')}`,
    )
    .option('--proven', 'each phone and address was shown to be theirs, by a code, say', false)
    .option('--update', 'bring up to date who came before and has not signed in here since', false)
    .option('--delimiter <character>', 'of CSV (default: a comma)')
    .option('--encoding <name>', 'of CSV and JSON Lines (default: utf-8, or its byte-order mark)')
    .option('--report <file>', 'write who lost what as JSON Lines')
    .option('--dry-run', 'report what would happen and write nothing', false)
    .addHelpText(
      'after',
      `
They go into the database of ZTOKEN_DATABASE_URL, SQLite or PostgreSQL. Whoever is there already
stays as they are, so it can be run again; with --update those who have not signed in here get what
the source says now. The dry run says which column is read as what.

Quick hashes (md5, sha1 …) are taken with --quick-hashes alone: md5, sha1, sha256 or sha512 for bare
hex; salt-before, salt-after or salt-as-key for md5$salt$hex, as the other application computed it.

Exit status: 0 everybody was imported, 2 somebody or something of them was left out, 1 failed.`,
    )
    .action(async (source: string, options: ImportOptions) => {
      if (!kinds.includes(options.from))
        program.error(`--from ${options.from} is not known; it is one of ${kinds.join(', ')}`)
      const settings = settingsOf(terminal, program.opts())
      state.status = await withCore(settings, (core) =>
        options.from === 'ztoken'
          ? importOwnExport(core, source, terminal, options)
          : importForeign(core, source, terminal, options),
      )
    })
}

function more(text: string, texts: readonly string[]): string[] {
  return [...texts, text]
}
