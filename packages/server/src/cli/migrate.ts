import { migrate } from '@ztoken/stores/sqlite'
import type { Command } from 'commander'
import { databaseFile } from '../config/open.ts'
import { settingsOf } from './context.ts'
import type { Terminal } from './terminal.ts'

export function addMigrate(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version')
    .action(async () => {
      const settings = settingsOf(terminal, program.opts(), { needsSecret: false })
      const { applied } = await migrate(databaseFile(settings))
      for (const name of applied) terminal.out(`applied ${name}`)
      if (applied.length === 0) terminal.out('nothing to do: the schema is up to date')
    })
}
