import type { Command } from 'commander'
import { settingsOf, withCore } from './context.ts'
import { serveUntilStopped } from './listen.ts'
import type { Terminal } from './terminal.ts'

export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('run the server with the configured secret and database')
    .action(async () => {
      const settings = settingsOf(terminal, program.opts())
      await withCore(settings, (core) =>
        serveUntilStopped(settings, core, (address) =>
          terminal.out(`ztoken listens on ${address}`),
        ),
      )
    })
}
