import type { Core } from '@ztoken/core'
import type { Command } from 'commander'
import { settingsOf, withCore } from './context.ts'
import { CommandError, printable, type Terminal } from './terminal.ts'

export function addUser(program: Command, terminal: Terminal): void {
  const user = program.command('user').description('look after users')
  const run = (work: (core: Core) => Promise<void>): Promise<void> =>
    withCore(settingsOf(terminal, program.opts()), work)

  user
    .command('add')
    .description('add a user; the password is asked for or read from standard input')
    .argument('<phone>')
    .option('--name <name>', 'the name shown')
    .action((phone: string, { name }: { name?: string }) =>
      run(async (core) => {
        const password = await terminal.ask('Password: ', { secret: true })
        const added = await core.createUser({ phone, password, name: name ?? null })
        terminal.out(`added ${added.id} ${added.phone}`)
      }),
    )

  user
    .command('list')
    .description('list users, one a line: id, phone, name')
    .option('--limit <n>', 'how many', '100')
    .option('--after <id>', 'begin after this id')
    .action(({ limit, after }: { limit: string; after?: string }) =>
      run(async (core) => {
        const most = /^[1-9][0-9]{0,5}$/.test(limit) ? Number(limit) : 0
        if (most === 0) throw new CommandError('--limit has to be a whole number above 0')
        for (const found of await core.listUsers({ after: after ?? null, limit: most })) {
          terminal.out([found.id, found.phone, printable(found.name ?? '')].join('\t'))
        }
      }),
    )

  user
    .command('password')
    .description('give a user another password and end their sessions')
    .argument('<id-or-phone>')
    .action((idOrPhone: string) =>
      run(async (core) => {
        const found = await core.findUser(idOrPhone)
        if (found === null) throw new CommandError('there is no such user')
        const password = await terminal.ask('New password: ', { secret: true })
        const ended = await core.setPassword(found.id, password)
        terminal.out(`the password of ${found.id} is changed; sessions ended: ${ended}`)
      }),
    )
}
