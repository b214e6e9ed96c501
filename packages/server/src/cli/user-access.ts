import { type Command, Option } from 'commander'
import { instantOf } from '../config/instant.ts'
import { operator, type Run, requireUser } from './context.ts'
import { CommandError, type Terminal } from './terminal.ts'

/** What lets users in and keeps them out. */
export function addUserAccess(user: Command, run: Run, terminal: Terminal): void {
  user
    .command('ban')
    .description('keep a user out: no login, no refresh, and every token is refused immediately')
    .argument('<id-or-phone>')
    .option('--until <when>', 'when it ends by itself, e.g. 2030-01-01 or 2030-01-01T08:00+08:00')
    .option('--reason <words>', 'why, for those who look after users')
    .action((idOrPhone: string, { until, reason }: { until?: string; reason?: string }) =>
      run(async (core) => {
        const end = until === undefined ? null : requireInstant(until)
        const { id } = await requireUser(core, idOrPhone)
        await core.ban(id, { until: end, reason: reason ?? null }, operator)
        const how = end === null ? 'until it is lifted' : `until ${new Date(end).toISOString()}`
        terminal.out(`banned ${id} ${how}`)
      }),
    )

  user
    .command('unban')
    .description('lift a ban; the user signs in again')
    .argument('<id-or-phone>')
    .action((idOrPhone: string) =>
      run(async (core) => {
        const { id } = await core.unban((await requireUser(core, idOrPhone)).id, operator)
        terminal.out(`unbanned ${id}`)
      }),
    )

  user
    .command('kickout')
    .description('end every session of a user, who may sign in again')
    .argument('<id-or-phone>')
    .action((idOrPhone: string) =>
      run(async (core) => {
        const { id } = await requireUser(core, idOrPhone)
        terminal.out(`sessions of ${id} ended: ${await core.kickOut(id, operator)}`)
      }),
    )

  user
    .command('role')
    .description('show the roles of a user, give some or take some')
    .argument('<id-or-phone>')
    .addOption(new Option('--add <role...>', 'roles to give').default([]))
    .addOption(new Option('--remove <role...>', 'roles to take').default([]))
    .action((idOrPhone: string, { add, remove }: { add: string[]; remove: string[] }) =>
      run(async (core) => {
        let found = await requireUser(core, idOrPhone)
        if (add.length > 0 || remove.length > 0) {
          const roles = [...found.roles, ...add].filter((role) => !remove.includes(role))
          found = await core.updateManagedUser(found.id, { roles }, operator)
        }
        terminal.out(found.roles.length === 0 ? 'no roles' : found.roles.join(' '))
      }),
    )

  user
    .command('factors')
    .description('show the second factors of a user, or take them away from one who lost them')
    .argument('<id-or-phone>')
    .option('--remove', 'take all of them away and end their sessions', false)
    .action((idOrPhone: string, { remove }: { remove: boolean }) =>
      run(async (core) => {
        const { id } = await requireUser(core, idOrPhone)
        if (remove) {
          terminal.out(`second factors of ${id} removed: ${await core.removeFactors(id, operator)}`)
          return
        }
        const factors = await core.factorsOf(id)
        if (factors.length === 0) terminal.out('no second factors')
        for (const { kind, createdAt, left } of factors) {
          const since = new Date(createdAt).toISOString()
          terminal.out([kind, since, ...(left === null ? [] : [`${left} left`])].join('\t'))
        }
      }),
    )
}

function requireInstant(text: string): number {
  const at = instantOf(text)
  if (!Number.isSafeInteger(at)) {
    throw new CommandError('--until has to be a day or a moment, e.g. 2030-01-01')
  }
  return at
}
