import type { Command } from 'commander'
import { migrateDatabase } from '../config/open.ts'
import { settingsOf } from './context.ts'
import type { Terminal } from './terminal.ts'

export function addMigrate(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version')
    .addHelpText(
      'after',
      `
The database is that of ZTOKEN_DATABASE_URL: sqlite:PATH or postgres://… . Starting a server does the
same; several at once wait for each other. No secret is needed.`,
    )
    .action(async () => {
      const settings = settingsOf(terminal, program.opts(), { needsSecret: false })
      const { applied } = await migrateDatabase(settings)
      for (const name of applied) terminal.out(`applied ${name}`)
      if (applied.length === 0) terminal.out('nothing to do: the schema is up to date')
    })
}
