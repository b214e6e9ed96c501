import type { Core } from '@ztoken/core'
import type { Command } from 'commander'
import { requireUser, settingsOf, withCore } from './context.ts'
import { CommandError, type Terminal } from './terminal.ts'

export function addToken(program: Command, terminal: Terminal): void {
  const token = program.command('token').description('look into tokens')
  const run = (work: (core: Core) => Promise<void>): Promise<void> =>
    withCore(settingsOf(terminal, program.opts()), work)

  token
    .command('issue')
    .description('issue an access token for a user')
    .argument('<id-or-phone>')
    .action((idOrPhone: string) =>
      run(async (core) => {
        const user = await requireUser(core, idOrPhone)
        terminal.out(await core.createToken(user.id, { device: 'ztoken token issue' }))
      }),
    )

  token
    .command('verify')
    .description('say whose token this is; exit status 1 if it is not valid')
    .argument('[token]', 'read from standard input where it is left out')
    .action((given?: string) =>
      run(async (core) => {
        const text = given ?? (await terminal.ask('Token: ', { secret: true }))
        const user = await core.verifyToken(text.trim())
        if (user === null) throw new CommandError('the token is not valid')
        terminal.out(JSON.stringify(core.views.user(user)))
      }),
    )

  token
    .command('inspect')
    .description('show what a token says and, if it is refused, why')
    .argument('[token]', 'read from standard input where it is left out')
    .action((given?: string) =>
      run(async (core) => {
        const text = given ?? (await terminal.ask('Token: ', { secret: true }))
        terminal.out(JSON.stringify(core.inspectToken(text.trim()), null, 2))
      }),
    )
}
