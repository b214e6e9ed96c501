import { randomBytes } from 'node:crypto'
import { type Command, Option } from 'commander'
import { pageLink } from '../config/page-links.ts'
import { operator, type Run, requireUser, settingsOf, withCore } from './context.ts'
import { removingPictures } from './pictures.ts'
import { CommandError, printable, type Terminal } from './terminal.ts'
import { addUserAccess } from './user-access.ts'
import { addUserMerge } from './user-merge.ts'

interface AddOptions {
  readonly name?: string
  readonly role: readonly string[]
  readonly link: boolean
}

export function addUser(program: Command, terminal: Terminal): void {
  const user = program
    .command('user')
    .description('look after users')
    .addHelpText(
      'after',
      `
A user is named by id or by phone. What is done here holds at once on every running server.

  ztoken user add 13800138000 --name 张三
  ztoken user add 13800138000 --role admin --link
  ztoken user role 13800138000 --add admin
  ztoken user ban 13800138000 --until 2030-01-01 --reason spam
  ztoken user merge 13800138000 13900139000 --dry-run`,
    )
  const run: Run = (work) => {
    const settings = settingsOf(terminal, program.opts())
    return withCore(settings, (core) =>
      removingPictures(settings, core, terminal, () => work(core, settings)),
    )
  }
  addUserAccess(user, run, terminal)
  addUserMerge(user, run, terminal)

  user
    .command('add')
    .description('add a user; the password is asked for or read from standard input')
    .argument('<phone>')
    .option('--name <name>', 'the name shown')
    .addOption(new Option('--role <role...>', 'roles to give').default([]))
    .option('--link', 'ask for no password: print a link with which they set one themselves', false)
    .action((phone: string, { name, role: roles, link }: AddOptions) =>
      run(async (core, settings) => {
        const password = link
          ? unknownPassword()
          : await terminal.ask('Password: ', { secret: true })
        const { id, phone: kept } = await core.createUser(
          {
            phone,
            password,
            name: name ?? null,
            roles,
          },
          operator,
        )
        terminal.out(`added ${id} ${kept}`)
        if (!link) return
        const { resetToken, expiresInSeconds } = await core.requestPasswordReset(id, operator)
        terminal.out(pageLink(settings, 'reset-password', resetToken))
        terminal.err(`the link holds for ${expiresInSeconds / 60} minutes, once`)
      }),
    )

  user
    .command('list')
    .description('list users, one per line: id, phone, name')
    .option('--limit <n>', 'how many', '100')
    .option('--after <id>', 'start after this ID')
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
    .command('show')
    .description('show a user and their open sessions, as JSON')
    .argument('<id-or-phone>')
    .action((idOrPhone: string) =>
      run(async (core) => {
        const found = await requireUser(core, idOrPhone)
        const sessions = await core.sessions(found.id)
        const shown = {
          ...core.views.managedUser(found),
          sessions: sessions.map((session) => core.views.session(session, null)),
        }
        terminal.out(JSON.stringify(shown, null, 2))
      }),
    )

  user
    .command('password')
    .description('give a user another password and end their sessions')
    .argument('<id-or-phone>')
    .action((idOrPhone: string) =>
      run(async (core) => {
        const found = await requireUser(core, idOrPhone)
        const password = await terminal.ask('New password: ', { secret: true })
        const ended = await core.setPassword(found.id, password, operator)
        terminal.out(`the password of ${found.id} is changed; sessions ended: ${ended}`)
      }),
    )

  user
    .command('reset-password')
    .description('print a token with which a user sets a new password themselves, once')
    .argument('<id-or-phone>')
    .action((idOrPhone: string) =>
      run(async (core, settings) => {
        const found = await requireUser(core, idOrPhone)
        const { resetToken, expiresInSeconds } = await core.requestPasswordReset(found.id, operator)
        terminal.out(resetToken)
        terminal.err(
          `holds for ${expiresInSeconds / 60} minutes, at POST /v1/password-reset, or at`,
        )
        terminal.err(pageLink(settings, 'reset-password', resetToken))
      }),
    )

  user
    .command('delete')
    .description('delete a user permanently: personal data goes, every token is refused')
    .argument('<id-or-phone>')
    .option('--yes', 'without asking', false)
    .action((idOrPhone: string, { yes }: { yes: boolean }) =>
      run(async (core) => {
        const found = await requireUser(core, idOrPhone)
        const question = `Delete ${found.phone} for good? Type the phone again: `
        if (!yes && (await terminal.ask(question)).trim() !== found.phone) {
          throw new CommandError('nothing was deleted')
        }
        await core.deleteAccount(found.id, operator)
        terminal.out(`deleted ${found.id}`)
      }),
    )
}

/** Nobody has it, not even whoever runs the command. */
function unknownPassword(): string {
  return randomBytes(32).toString('base64url')
}
