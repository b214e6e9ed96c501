import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import {
  type AuditEntry,
  auditEvents,
  type Core,
  type Grant,
  permits,
  type User,
} from '../src/index.ts'
import { inEveryOrder, type Settled } from './interleaving.ts'
import { failsWith, flask, imported, open, password, phone, start } from './open.ts'

const refusalOf = (core: Core, token: string): string | null => {
  try {
    core.authenticate(token)
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('a ban', () => {
  it('A004 A005 A131 holds at once: for tokens, refresh and login, and is said to the right password only', async () => {
    const { core } = await open()
    const { user, accessToken, refreshToken } = await core.register({ phone, password })
    await core.ban(user.id, { reason: 'spam' })
    expect(refusalOf(core, accessToken)).toBe('user_banned')
    expect(await core.verifyToken(accessToken)).toBeNull()
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('user_banned'))
    await expect(core.login({ phone, password: 'wrong one' })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    await expect(core.login({ phone, password })).rejects.toMatchObject(failsWith('user_banned'))
    await expect(core.createToken(user.id)).rejects.toMatchObject(failsWith('user_banned'))
    await core.unban(user.id)
    expect(refusalOf(core, accessToken)).toBe('user_banned')
    await core.login({ phone, password })
  })

  it('ends by itself at its time, and an end that is over is refused', async () => {
    const { core, advance } = await open()
    const { user } = await core.register({ phone, password })
    await core.ban(user.id, { until: start + 60_000 })
    advance(59)
    await expect(core.login({ phone, password })).rejects.toMatchObject(failsWith('user_banned'))
    advance(1)
    await core.login({ phone, password })
    for (const until of [start, start + 60_000, Number.NaN, 1.5]) {
      await expect(core.ban(user.id, { until })).rejects.toMatchObject(failsWith('invalid_request'))
    }
    await expect(core.ban('nobody')).rejects.toMatchObject(failsWith('not_found'))
  })

  it('A131 and a login at once: when both are done nothing of the user holds', async () => {
    const prepare = async () => {
      const { core, store } = await open({ pollMilliseconds: 86_400_000 })
      return { core, store, user: (await core.register({ phone, password })).user }
    }
    type Scene = Awaited<ReturnType<typeof prepare>>
    const login = ({ core }: Scene) => core.login({ phone, password })
    const ban = ({ core, user }: Scene): Promise<unknown> => core.ban(user.id)
    async function check({ core, user }: Scene, given: Settled<Grant>) {
      if (given.status === 'fulfilled') {
        expect(refusalOf(core, given.value.accessToken)).toBe('user_banned')
      }
      expect(await core.sessions(user.id)).toEqual([])
    }
    const both = { prepare, one: login, other: ban, check }
    expect(await inEveryOrder(both)).toBeGreaterThan(5)
  })

  it('A131 A135 reaches tokens that have no session; later ones hold again', async () => {
    const { core, advance } = await open({ acceptFormats: [flask] })
    const user = { id: '17' }
    await core.createImport({ dryRun: false }).add(imported(user.id, phone))
    await core.createToken(user.id)
    const seconds = start / 1000
    const old = flask.sign({ id: user.id }, seconds - 10, seconds + 9_999_999)
    expect(refusalOf(core, old)).toBeNull()
    expect(await core.kickOut(user.id)).toBe(1)
    expect(refusalOf(core, old)).toBe('kicked_out')
    advance(5)
    const later = flask.sign({ id: user.id }, seconds + 5, seconds + 9_999_999)
    expect(refusalOf(core, later)).toBeNull()
    await core.ban(user.id)
    expect(refusalOf(core, later)).toBe('user_banned')
    advance(1_000_000)
    expect(refusalOf(core, old)).toBe('user_banned')
    await expect(core.kickOut('nobody')).rejects.toMatchObject(failsWith('not_found'))
  })
})

describe('S18 a token that another application dated ahead', () => {
  const seconds = start / 1000

  async function dated(ahead: number) {
    const opened = await open({ acceptFormats: [flask] })
    await opened.core.createImport({ dryRun: false }).add(imported('17', phone))
    return { ...opened, token: flask.sign({ id: 17 }, seconds + ahead, seconds + 99_999_999) }
  }

  it('is no younger than what ended the tokens of its user', async () => {
    const ends: Readonly<Record<string, (core: Core) => Promise<unknown>>> = {
      kicked_out: (core) => core.kickOut('17'),
      password_changed: (core) => core.setPassword('17', password),
      user_banned: (core) => core.ban('17'),
      account_deleted: (core) => core.deleteAccount('17'),
    }
    for (const [code, act] of Object.entries(ends)) {
      for (const ahead of [1, 5, 3600, 9_999_999]) {
        const { core, token } = await dated(ahead)
        expect(refusalOf(core, token)).toBeNull()
        await act(core)
        expect(refusalOf(core, token), `${code} ${ahead}`).toBe(code)
      }
    }
  })

  it('does not come to hold when its time has come, while a ban holds or the account is gone', async () => {
    for (const [code, act] of [
      ['user_banned', (core: Core) => core.ban('17')],
      ['user_banned', (core: Core) => core.ban('17', { until: start + 9_999_000 })],
      ['account_deleted', (core: Core) => core.deleteAccount('17')],
    ] as const) {
      const { core, token, advance } = await dated(3600)
      await act(core)
      advance(7200)
      expect(refusalOf(core, token)).toBe(code)
      // What that application issues meanwhile knows of no ban either.
      const later = flask.sign({ id: 17 }, seconds + 7200, seconds + 99_999_999)
      expect(refusalOf(core, later)).toBe(code)
    }
  })
})

describe('a kick-out', () => {
  it('A138 of one session ends that one, says why, and reaches nobody else’s', async () => {
    const { core } = await open()
    const stranger = await core.register({ phone: '13900000000', password })
    const { user, accessToken, session } = await core.register({ phone, password })
    const other = await core.login({ phone, password })
    for (const id of [stranger.session.id, 'unknown', '']) {
      await expect(core.kickOutOfSession(user.id, id)).rejects.toMatchObject(failsWith('not_found'))
    }
    await core.kickOutOfSession(user.id, session.id)
    await expect(core.kickOutOfSession(user.id, session.id)).rejects.toMatchObject(
      failsWith('not_found'),
    )
    await expect(core.kickOutOfSession('nobody', session.id)).rejects.toMatchObject(
      failsWith('not_found'),
    )
    expect(refusalOf(core, accessToken)).toBe('kicked_out')
    expect(refusalOf(core, other.accessToken)).toBeNull()
    expect(refusalOf(core, stranger.accessToken)).toBeNull()
    const { items } = await core.searchAudit({ event: 'session_ended' })
    expect(items.map(({ sessionId }) => sessionId)).toEqual([session.id])
  })
})

describe('roles and permissions', () => {
  it('a star stands for everything below, and for nothing beside', () => {
    const cases: [string, string, boolean][] = [
      ['*', 'user:edit', true],
      ['user:*', 'user:edit', true],
      ['user:*', 'user:edit:name', true],
      ['user:*', 'user', false],
      ['user:*', 'users:edit', false],
      ['user:edit', 'user:edit', true],
      ['user:edit', 'user:edit:name', false],
      ['user:edit', 'user:*', false],
      ['user:*', 'user:*', true],
      ['user:*', '*', false],
    ]
    for (const [held, wanted, answer] of cases) {
      expect(permits([held], wanted), `${held} ${wanted}`).toBe(answer)
    }
    expect(permits([], 'user:edit')).toBe(false)
  })

  it('A134 hold at once, and are gone at once', async () => {
    const { core } = await open()
    const { user, accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    const asks = (): Promise<void> => core.requirePermission(caller, 'article:edit')
    await expect(asks()).rejects.toMatchObject(failsWith('permission_denied'))
    await core.putRole({ name: 'editor', permissions: ['article:*'] })
    await core.updateManagedUser(user.id, { roles: ['editor', 'editor'] })
    await asks()
    await core.requireRole(caller, 'editor')
    await expect(core.requireRole(caller, 'admin')).rejects.toMatchObject(
      failsWith('permission_denied'),
    )
    await core.putRole({ name: 'editor', permissions: ['article:read'] })
    await expect(asks()).rejects.toMatchObject(failsWith('permission_denied'))
    await core.putRole({ name: 'editor', permissions: ['*'] })
    await asks()
    await core.deleteRole('editor')
    await expect(asks()).rejects.toMatchObject(failsWith('permission_denied'))
    const gone = { userId: 'nobody' }
    await expect(core.requirePermission(gone, 'x')).rejects.toMatchObject(
      failsWith('token_invalid'),
    )
    await expect(core.requireRole(gone, 'x')).rejects.toMatchObject(failsWith('token_invalid'))
  })

  it('what cannot be a role or a permission is refused, and admin stays as it is', async () => {
    const { core } = await open()
    for (const role of [
      { name: 'Editor', permissions: [] },
      { name: '', permissions: [] },
      { name: 'a', permissions: ['user:'] },
      { name: 'a', permissions: ['*:edit'] },
      { name: 'a', permissions: ['user:*:edit'] },
      { name: 'a', permissions: ['x'.repeat(200)] },
    ]) {
      await expect(core.putRole(role)).rejects.toMatchObject(failsWith('invalid_request'))
    }
    await expect(core.putRole({ name: 'admin', permissions: [] })).rejects.toMatchObject(
      failsWith('permission_denied'),
    )
    await expect(core.deleteRole('admin')).rejects.toMatchObject(failsWith('permission_denied'))
    await expect(core.deleteRole('nothing')).rejects.toMatchObject(failsWith('not_found'))
    expect(await core.roles()).toEqual([{ name: 'admin', permissions: ['*'] }])
    const { user } = await core.register({ phone, password })
    const unknown = core.updateManagedUser(user.id, { roles: ['nothing'] })
    await expect(unknown).rejects.toMatchObject(failsWith('role_unknown'))
  })

  it('are told with how many users have each, and of very many with at least how many', async () => {
    const { core, store } = await open()
    await core.putRole({ name: 'editor', permissions: [] })
    const held = async () =>
      Object.fromEntries(
        (await core.rolesWithHolders()).map(({ name, holders }) => [name, holders]),
      )
    expect(await held()).toEqual({
      admin: { users: 0, is: 'exact' },
      editor: { users: 0, is: 'exact' },
    })
    const beyond = 5_001
    const rows = core.createImport({ dryRun: false })
    for (let n = 0; n < beyond; n += 1) {
      await rows.add(imported(`${n}`, `${13_000_000_000 + n}`))
      await store.changeAccount(`${n}`, { roles: ['editor'] })
    }
    expect(await held()).toEqual({
      admin: { users: 0, is: 'at_least' },
      editor: { users: beyond - 1, is: 'at_least' },
    })
  })

  it('A019 nobody gives, takes or manages more than they hold themselves', async () => {
    const { core } = await open()
    await core.putRole({ name: 'support', permissions: ['user:*', 'session:*', 'role:*'] })
    await core.putRole({ name: 'auditor', permissions: ['audit:read'] })
    const people: User[] = []
    for (const [n, roles] of [['admin'], ['support'], [], ['auditor']].entries()) {
      people.push(await core.createUser({ phone: `1390000000${n}`, password, roles }))
    }
    const [admin, support, user] = people as [User, User, User, User]
    const actor = { actorId: support.id }
    const denied = [
      () => core.ban(admin.id, {}, actor),
      () => core.ban(support.id, {}, actor),
      () => core.unban(admin.id, actor),
      () => core.kickOut(admin.id, actor),
      () => core.kickOutOfSession(admin.id, 'any', actor),
      () => core.requestPasswordReset(admin.id, actor),
      () => core.deleteAccount(admin.id, actor),
      () => core.updateManagedUser(admin.id, { name: 'x' }, actor),
      () => core.updateManagedUser(user.id, { roles: ['admin'] }, actor),
      () => core.updateManagedUser(support.id, { roles: ['support', 'auditor'] }, actor),
      () => core.createUser({ phone, password, roles: ['admin'] }, actor),
      () => core.putRole({ name: 'support', permissions: ['*'] }, actor),
      () => core.putRole({ name: 'auditor', permissions: [] }, actor),
      () => core.deleteRole('auditor', actor),
      () => core.ban(user.id, {}, { actorId: 'somebody who is not there' }),
    ]
    for (const [n, act] of denied.entries()) {
      await expect(act(), String(n)).rejects.toMatchObject(failsWith('permission_denied'))
    }
    await core.ban(user.id, {}, actor)
    await core.updateManagedUser(user.id, { roles: ['support'], level: 3 }, actor)
    await core.ban(admin.id)
  })
})

describe('the audit', () => {
  it('A167 A139 tells who did what to whom, once, and listeners hear the same', async () => {
    const { core } = await open()
    const heard: AuditEntry[] = []
    const end = core.on('*', (entry) => heard.push(entry))
    const from = { address: '192.0.2.7', device: 'phone' }
    const { user, accessToken, refreshToken } = await core.register({ phone, password }, from)
    await expect(core.login({ phone, password: 'wrong one' }, from)).rejects.toThrow()
    await core.login({ phone, password }, from)
    await core.refresh(refreshToken)
    await core.logout(accessToken)
    await core.ban(user.id, { reason: 'spam' }, { actorId: null, address: '192.0.2.9' })
    const { items, next } = await core.searchAudit()
    expect(next).toBeNull()
    expect(items.map(({ event }) => event)).toEqual([
      'user_banned',
      'logout',
      'login',
      'login_failed',
      'login',
      'user_registered',
    ])
    expect(heard.map(({ id }) => id)).toEqual(items.map(({ id }) => id).reverse())
    expect(items[3]).toMatchObject({
      actorId: null,
      userId: null,
      address: '192.0.2.7',
      detail: { phone: '+86138****8000' },
      at: start,
    })
    expect(items[0]).toMatchObject({ userId: user.id, detail: { reason: 'spam' } })
    end()
    await core.unban(user.id)
    expect(heard).toHaveLength(6)
  })

  it('A167 tells of what ends by the way: sessions replaced, nobody kicked out, passwords refused', async () => {
    const { core } = await open({ sessionsPerUser: 1 })
    const heard: string[] = []
    core.on('*', ({ event, detail }) => heard.push(`${event} ${detail?.reason ?? ''}`.trim()))
    const row = { avatar: null, intro: null, level: null, name: null, passwordHash: null }
    await core.createImport({ dryRun: false }).add({ ...row, id: '17', phone: '13900000000' })
    await core.kickOut('17')
    await core.register({ phone, password })
    const { accessToken } = await core.login({ phone, password })
    const caller = core.authenticate(accessToken)
    await expect(core.verifyIdentity(caller, 'a wrong one')).rejects.toMatchObject(
      failsWith('password_wrong'),
    )
    expect(heard).toEqual([
      'user_imported',
      'session_ended',
      'user_registered',
      'login',
      'session_ended replaced',
      'login',
      'verification_failed',
    ])
    const { items } = await core.searchAudit()
    expect(items.map(({ event }) => event).reverse()).toEqual(
      heard.map((text) => text.split(' ')[0]),
    )
  })

  it('A162 A152 A160 holds no token, no password, no hash and no whole phone', async () => {
    const store = memoryStore()
    const { core, advance } = await open({ store })
    const heard: AuditEntry[] = []
    core.on('*', (entry) => heard.push(entry))
    const grant = await core.register({ phone, password })
    await expect(core.login({ phone, password: 'guessed-canary' })).rejects.toThrow()
    const next = await core.refresh(grant.refreshToken)
    const caller = core.authenticate(grant.accessToken)
    await core.changePassword(caller, { password, newPassword: 'changed-canary' })
    const { resetToken } = await core.requestPasswordReset(grant.user.id)
    await core.resetPassword(resetToken, 'another-canary')
    const again = await core.login({ phone, password: 'another-canary' })
    await core.refresh(again.refreshToken)
    advance(11)
    await expect(core.refresh(again.refreshToken)).rejects.toThrow()
    await core.deleteAccount(grant.user.id)
    const text = JSON.stringify([heard, (await core.searchAudit()).items])
    const secrets = [
      password,
      'canary',
      phone,
      resetToken,
      grant.accessToken,
      grant.refreshToken,
      next.refreshToken,
      'argon2',
    ]
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect(new Set(heard.map(({ event }) => event)).size).toBeGreaterThan(7)
  })

  it('A184 a listener that throws is reported and disturbs nobody', async () => {
    const reports: unknown[] = []
    const { core } = await open({ report: (error) => reports.push(error) })
    core.on('login', () => {
      throw new Error('of a listener')
    })
    await core.register({ phone, password })
    await core.login({ phone, password })
    expect(reports.map(String)).toEqual(['Error: of a listener', 'Error: of a listener'])
  })

  it('users are found by a phone however it is written, from either end, and by names with digits', async () => {
    const { core } = await open()
    const person = await core.createUser({ phone: '13900001380', password, name: 'room 138' })
    await core.createUser({ phone: '13900002222', password })
    const searches = ['1380', '138', '1390000138', '139 0000 1380', '+86139000013', '00001380']
    for (const search of searches) {
      const { items } = await core.searchUsers({ search })
      expect(
        items.map(({ id }) => id),
        search,
      ).toEqual([person.id])
    }
    expect((await core.searchUsers({ search: '1390000' })).items).toHaveLength(2)
  })

  it('A191 pages follow one another, and a cursor is only good for its own list', async () => {
    const { core } = await open()
    for (const end of ['00', '01', '02', '03', '04']) {
      await core.createUser({ phone: `138001380${end}`, password })
    }
    const first = await core.searchUsers({ limit: 2 })
    const second = await core.searchUsers({ limit: 2, after: first.next })
    const third = await core.searchUsers({ limit: 2, after: second.next })
    const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id))
    expect(ids).toEqual([...ids].sort())
    expect(new Set(ids).size).toBe(5)
    expect(third.next).toBeNull()
    const audit = await core.searchAudit({ limit: 3 })
    expect((await core.searchAudit({ limit: 3, after: audit.next })).items).toHaveLength(2)
    const cursor = first.next as string
    for (const forged of ['', 'x', `${cursor}A`, ids[0] as string, audit.next as string]) {
      await expect(core.searchUsers({ after: forged })).rejects.toMatchObject(
        failsWith('cursor_invalid'),
      )
    }
    await expect(core.searchAudit({ after: cursor })).rejects.toMatchObject(
      failsWith('cursor_invalid'),
    )
    for (const limit of [0, 201, 1.5, Number.NaN]) {
      await expect(core.searchUsers({ limit })).rejects.toMatchObject(failsWith('invalid_request'))
    }
    await expect(core.searchAudit({ event: 'nothing' })).rejects.toMatchObject(
      failsWith('invalid_request'),
    )
    expect((await core.searchAudit({ event: 'user_created' })).items).toHaveLength(5)
  })

  it('users are found by a part of the name and by how the phone begins', async () => {
    const { core } = await open()
    await core.createUser({ phone: '13800138000', password, name: '张三 Zhang' })
    await core.createUser({ phone: '13900138000', password, name: '100%_' })
    const names = async (search: string): Promise<(string | null)[]> =>
      (await core.searchUsers({ search })).items.map(({ name }) => name)
    expect(await names('三')).toEqual(['张三 Zhang'])
    expect(await names('zhang')).toEqual(['张三 Zhang'])
    expect(await names('138')).toEqual(['张三 Zhang'])
    expect(await names('139 0013 8000')).toEqual(['100%_'])
    expect(await names('%')).toEqual(['100%_'])
    expect(await names('_%')).toEqual([])
  })

  it('every event that there is has a name of its own', () => {
    expect(new Set(auditEvents).size).toBe(auditEvents.length)
  })
})
