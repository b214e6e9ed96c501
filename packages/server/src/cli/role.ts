import { permissions } from '@ztoken/contract'
import { type Core, isPermission, isRoleName } from '@ztoken/core'
import type { Command } from 'commander'
import { operator, settingsOf, withCore } from './context.ts'
import { CommandError, type Terminal } from './terminal.ts'

export function addRole(program: Command, terminal: Terminal): void {
  const role = program
    .command('role')
    .description('look after roles: named sets of permissions')
    .addHelpText(
      'after',
      `
Permissions of our own routes, any of which may end in a star (user:*):

${Object.entries(permissions)
  .map(([name, { en }]) => `  ${name.padEnd(20)} ${en}`)
  .join('\n')}

  ztoken role set support user:read session:read session:end
  ztoken user role 13800138000 --add support`,
    )
  const run = (work: (core: Core) => Promise<void>): Promise<void> =>
    withCore(settingsOf(terminal, program.opts()), work)

  role
    .command('list')
    .description('list roles, one per line: name, permissions')
    .action(() =>
      run(async (core) => {
        for (const { name, permissions: held } of await core.roles()) {
          terminal.out([name, held.join(' ')].join('\t'))
        }
      }),
    )

  role
    .command('set')
    .description('create a role, or change what it holds; effective immediately')
    .argument('<name>')
    .argument('<permissions...>')
    .action((name: string, wanted: string[]) => {
      if (!isRoleName(name)) {
        throw new CommandError(
          'a role name is a lowercase letter, then lowercase letters, digits, _ and -',
        )
      }
      const wrong = wanted.find((permission) => !isPermission(permission))
      if (wrong !== undefined) throw new CommandError('a permission is like user:edit, user:* or *')
      return run(async (core) => {
        const kept = await core.putRole({ name, permissions: wanted }, operator)
        terminal.out([kept.name, kept.permissions.join(' ')].join('\t'))
      })
    })

  role
    .command('delete')
    .description('delete a role; users who have it lose what it held')
    .argument('<name>')
    .action((name: string) =>
      run(async (core) => {
        await core.deleteRole(name, operator)
        terminal.out(`deleted ${name}`)
      }),
    )
}
