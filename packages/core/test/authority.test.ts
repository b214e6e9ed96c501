import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Actor, Core, User } from '../src/index.ts'
import { failsWith, open, password, phone } from './open.ts'

const newPassword = 'another long phrase'
const denied = failsWith('permission_denied')
const invalid = failsWith('reset_token_invalid')

async function scene() {
  const store = memoryStore()
  const opened = await open({ store })
  const { core } = opened
  const held = ['user:*', 'session:*', 'role:*', 'key:*', 'audit:read']
  await core.putRole({ name: 'support', permissions: held })
  await core.putRole({ name: 'finance', permissions: [] })
  await core.putRole({ name: 'reader', permissions: ['audit:read'] })
  const people: User[] = []
  for (const [n, roles] of [['admin'], ['support'], [], ['finance']].entries()) {
    people.push(await core.createUser({ phone: `1390000000${n}`, password, roles }))
  }
  const [admin, support, user, clerk] = people as [User, User, User, User]
  return { ...opened, store, admin, support, user, clerk, actor: { actorId: support.id } }
}

describe('S02 authority is judged when it is used', () => {
  const changes: Readonly<
    Record<string, (core: Core, s: Awaited<ReturnType<typeof scene>>) => Promise<unknown>>
  > = {
    'who it is for became an administrator': (core, { user }) =>
      core.updateManagedUser(user.id, { roles: ['admin'] }),
    'who it is for was given an empty role': (core, { user }) =>
      core.updateManagedUser(user.id, { roles: ['finance'] }),
    'its maker was banned': (core, { support }) => core.ban(support.id),
    'its maker was deleted': (core, { support }) => core.deleteAccount(support.id),
    'its maker lost the role': (core, { support }) =>
      core.updateManagedUser(support.id, { roles: [] }),
    'the role of its maker was deleted': (core) => core.deleteRole('support'),
    'the role of its maker may not reset passwords any more': (core) =>
      core.putRole({ name: 'support', permissions: ['user:read'] }),
  }

  it.each(Object.entries(changes))('a reset token is worth nothing when %s', async (_, change) => {
    const all = await scene()
    const { core, user, actor } = all
    const { resetToken } = await core.requestPasswordReset(user.id, actor)
    await change(core, all)
    await expect(core.checkResetToken(resetToken)).rejects.toMatchObject(invalid)
    await expect(core.resetPassword(resetToken, newPassword)).rejects.toMatchObject(invalid)
    await core.login({ phone: user.phone ?? '', password })
  })

  it('a role of whom it is for that grew beyond its maker ends it, and one that shrank does not', async () => {
    const { core, user, actor, admin } = await scene()
    await core.putRole({ name: 'staff', permissions: ['user:read'] })
    const staff = { actorId: admin.id }
    await core.updateManagedUser(user.id, { roles: ['staff'] }, staff)
    await expect(core.requestPasswordReset(user.id, actor)).rejects.toMatchObject(denied)
    const { resetToken } = await core.requestPasswordReset(user.id, staff)
    await core.putRole({ name: 'staff', permissions: [] })
    await core.resetPassword(resetToken, newPassword)
    await core.login({ phone: user.phone ?? '', password: newPassword })
  })

  it('holds while its maker may, and an operator’s as long as it is used in time', async () => {
    const { core, user, actor } = await scene()
    for (const by of [actor, {}]) {
      const { resetToken } = await core.requestPasswordReset(user.id, by)
      await core.resetPassword(resetToken, `${newPassword} ${Object.keys(by)}`)
    }
  })

  const acts: Readonly<Record<string, (core: Core, id: string, actor: Actor) => Promise<unknown>>> =
    {
      ban: (core, id, actor) => core.ban(id, {}, actor),
      unban: (core, id, actor) => core.unban(id, actor),
      kickOut: (core, id, actor) => core.kickOut(id, actor),
      deleteAccount: (core, id, actor) => core.deleteAccount(id, actor),
      requestPasswordReset: (core, id, actor) => core.requestPasswordReset(id, actor),
      updateManagedUser: (core, id, actor) => core.updateManagedUser(id, { name: 'x' }, actor),
    }

  it.each(Object.entries(acts))(
    'between the question and the act nobody slips through: %s',
    async (_, act) => {
      for (const [whose, change] of [
        ['user', { roles: ['admin'] }],
        ['support', { roles: [] }],
        ['support', { ban: { since: 1, until: null, reason: null } }],
      ] as const) {
        const all = await scene()
        const { core, store, user } = all
        const actor = { ...all.actor, permission: 'user:ban' }
        // What changes does so when everything was judged and nothing has been done.
        const { findAccess, changeAccount } = store
        store.findAccess = async (id) => {
          const access = await findAccess(id)
          if (id === user.id) {
            store.findAccess = findAccess
            await changeAccount(all[whose].id, change)
          }
          return access
        }
        const before = await store.findAccount(user.id)
        await expect(act(core, user.id, actor), whose).rejects.toMatchObject(denied)
        expect((await store.findAccount(user.id))?.user.ban).toEqual(before?.user.ban)
      }
    },
  )

  it('new roles end what was begun under the old ones', async () => {
    const { core, user, store } = await scene()
    const before = await store.findAccount(user.id)
    await core.updateManagedUser(user.id, { name: 'x' })
    expect((await store.findAccount(user.id))?.epoch).toBe(before?.epoch)
    await core.updateManagedUser(user.id, { roles: ['finance'] })
    expect((await store.findAccount(user.id))?.epoch).toBe((before?.epoch ?? 0) + 1)
  })

  it('a role that goes while it is being given is given to nobody', async () => {
    const { core, store, user } = await scene()
    const { listRoles, deleteRole } = store
    store.listRoles = async () => {
      const roles = await listRoles()
      store.listRoles = listRoles
      await deleteRole('finance')
      return roles
    }
    await expect(core.updateManagedUser(user.id, { roles: ['finance'] })).rejects.toMatchObject(
      failsWith('role_unknown'),
    )
    await core.putRole({ name: 'finance', permissions: ['*'] })
    expect((await core.findUser(user.id))?.roles).toEqual([])
  })
})

describe('S08 having a role counts as a permission of its own', () => {
  it('when roles are given, made, changed and deleted, and when who has one is managed', async () => {
    const { core, user, clerk, support, actor } = await scene()
    const refused = [
      () => core.updateManagedUser(user.id, { roles: ['finance'] }, actor),
      () => core.updateManagedUser(support.id, { roles: ['support', 'finance'] }, actor),
      () => core.createUser({ phone, password, roles: ['finance'] }, actor),
      () => core.putRole({ name: 'finance', permissions: [] }, actor),
      () => core.putRole({ name: 'treasury', permissions: [] }, actor),
      () => core.deleteRole('finance', actor),
      () => core.updateManagedUser(clerk.id, { roles: [] }, actor),
      () => core.updateManagedUser(clerk.id, { name: 'x' }, actor),
      () => core.requestPasswordReset(clerk.id, actor),
      () => core.ban(clerk.id, {}, actor),
      () => core.kickOut(clerk.id, actor),
      () => core.deleteAccount(clerk.id, actor),
    ]
    for (const [n, act] of refused.entries()) {
      await expect(act(), String(n)).rejects.toMatchObject(denied)
    }
    await expect(core.requireRole({ userId: support.id }, 'finance')).rejects.toMatchObject(denied)
  })

  it('who has it gives and takes it, and who may do everything needs no role', async () => {
    const { core, user, support, admin, actor } = await scene()
    await core.updateManagedUser(support.id, { roles: ['support', 'finance'] })
    await core.updateManagedUser(user.id, { roles: ['finance'] }, actor)
    await core.updateManagedUser(user.id, { roles: [] }, actor)
    await core.putRole({ name: 'treasury', permissions: [] }, { actorId: admin.id })
    await core.updateManagedUser(user.id, { roles: ['treasury'] }, { actorId: admin.id })
  })
})

describe('S10 a role that was deleted', () => {
  it('does not come back to those who had it when there is one of its name again', async () => {
    const { core, clerk } = await scene()
    await core.deleteRole('finance')
    expect((await core.findUser(clerk.id))?.roles).toEqual([])
    await core.putRole({ name: 'finance', permissions: ['*'] })
    await expect(core.requireRole({ userId: clerk.id }, 'finance')).rejects.toMatchObject(denied)
    expect(await core.permissionsOf({ userId: clerk.id })).toEqual([])
  })
})

describe('S04 what gives power or outlives its token', () => {
  it('nobody resets their own password by the way meant for others', async () => {
    const { core, support, admin } = await scene()
    for (const { id } of [support, admin]) {
      await expect(core.requestPasswordReset(id, { actorId: id })).rejects.toMatchObject(denied)
    }
    await core.requestPasswordReset(admin.id)
  })

  it('asks a caller for the password, and neither the library nor the command line', async () => {
    const { core, user, support, advance } = await scene()
    const { accessToken } = await core.login({ phone: support.phone ?? '', password })
    advance(901)
    const caller = core.authenticate(accessToken)
    const asked = { actorId: support.id, caller }
    for (const [n, act] of [
      (actor: Actor) =>
        core.createUser({ phone: `1370000000${Object.keys(actor).length}`, password }, actor),
      (actor: Actor) => core.updateManagedUser(user.id, { level: 3 }, actor),
      (actor: Actor) => core.ban(user.id, {}, actor),
      (actor: Actor) => core.unban(user.id, actor),
      (actor: Actor) => core.requestPasswordReset(user.id, actor),
      (actor: Actor) => core.putRole({ name: 'support', permissions: ['user:*', 'role:*'] }, actor),
      (actor: Actor) => core.deleteAccount(user.id, actor),
      (actor: Actor) => core.deleteRole('support', actor),
    ].entries()) {
      await expect(act(asked), String(n)).rejects.toMatchObject(failsWith('step_up_required'))
      await act(n % 2 === 0 ? {} : { actorId: support.id })
    }
  })

  it('the audit tells the command line from the library', async () => {
    const { core, user } = await scene()
    await core.ban(user.id, { reason: 'spam' }, { by: 'command_line' })
    await core.unban(user.id)
    const { items } = await core.searchAudit({ limit: 2 })
    expect(items.map(({ detail }) => detail)).toEqual([
      null,
      { reason: 'spam', by: 'command_line' },
    ])
  })
})

describe('S09 the first administrator', () => {
  it('a used link is used, and so are those made before it, when nobody administers any more', async () => {
    const { core } = await open()
    const links = [await core.requestSetup(), await core.requestSetup()]
    const [one, other] = links.map((link) => link?.setupToken ?? '') as [string, string]
    const { user } = await core.setUp({ setupToken: one, phone, password })
    await core.updateManagedUser(user.id, { roles: [] })
    for (const setupToken of [one, other]) {
      await expect(
        core.setUp({ setupToken, phone: '13900000000', password }),
      ).rejects.toMatchObject(failsWith('setup_token_invalid'))
    }
    const { setupToken = '' } = (await core.requestSetup()) ?? {}
    await core.setUp({ setupToken, phone: '13900000000', password })
  })

  it('of many who use their links at once one becomes it', async () => {
    const { core } = await open()
    const links = await Promise.all(Array.from({ length: 8 }, () => core.requestSetup()))
    const outcomes = await Promise.allSettled(
      links.map((link, n) =>
        core.setUp({ setupToken: link?.setupToken ?? '', phone: `1390000000${n}`, password }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await core.listUsers({ after: null, limit: 9 })).toHaveLength(1)
  })

  it('a caller does not take the last one who may do everything away, in any way', async () => {
    const { core, admin } = await scene()
    const grant = await core.login({ phone: admin.phone ?? '', password })
    const caller = core.authenticate(grant.accessToken)
    const actor = { actorId: admin.id, caller }
    const last = failsWith('last_administrator')
    await core.putRole({ name: 'owner', permissions: ['*'] }, actor)
    const away = [
      () => core.updateManagedUser(admin.id, { roles: [] }, actor),
      () => core.updateManagedUser(admin.id, { roles: ['finance'] }, actor),
      () => core.deleteOwnAccount(caller),
      () => core.deleteAccount(admin.id, actor),
    ]
    for (const [n, act] of away.entries())
      await expect(act(), String(n)).rejects.toMatchObject(last)
    await core.updateManagedUser(admin.id, { roles: ['owner'] }, actor)
    for (const [n, act] of [
      () => core.putRole({ name: 'owner', permissions: ['user:*'] }, actor),
      () => core.deleteRole('owner', actor),
      ...away,
    ].entries()) {
      await expect(act(), String(n)).rejects.toMatchObject(last)
    }
    const other = await core.createUser({ phone, password, roles: ['admin'] }, actor)
    await core.ban(other.id, {}, actor)
    await expect(core.deleteOwnAccount(caller)).rejects.toMatchObject(last)
    await core.unban(other.id, actor)
    await core.deleteOwnAccount(caller)
  })

  it('of two who give it up at once one stays', async () => {
    const { core, admin } = await scene()
    const other = await core.createUser({ phone, password, roles: ['admin'] })
    const givingUp = [admin, other].map(async ({ id, phone: one }) => {
      const { accessToken } = await core.login({ phone: one ?? '', password })
      const caller = core.authenticate(accessToken)
      return () => core.updateManagedUser(id, { roles: [] }, { actorId: id, caller })
    })
    const acts = await Promise.all(givingUp)
    const outcomes = await Promise.allSettled(acts.map((act) => act()))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
