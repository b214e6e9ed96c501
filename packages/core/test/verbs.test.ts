import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { createCore, type Grant } from '../src/index.ts'
import { inEveryOrder, type Settled } from './interleaving.ts'
import { failsWith, flask, imported, open, password, phone, secrets, start } from './open.ts'
import { storedHash, storeHash } from './stored-hash.ts'

describe('createToken and verifyToken, the tutorial’s verbs', () => {
  it('a token of a user opens their account, with a session behind it', async () => {
    const { core } = await open()
    const user = await core.createUser({ phone, password, name: '张三' })
    const token = await core.createToken(user.id, { device: 'a script' })
    expect(await core.verifyToken(token)).toEqual(user)
    expect(core.authenticate(token)).toMatchObject({ userId: user.id })
    expect(await core.sessions(user.id)).toMatchObject([{ device: 'a script', address: null }])
    expect(await core.verifyToken(await core.createToken(user.id))).toEqual(user)
  })

  it('a whole grant is for whom the application identified, and says how', async () => {
    const { core, advance } = await open()
    const { id } = await core.createUser({ phone, password })
    const grant = await core.signIn(id, { amr: ['sms'], device: 'a phone' })
    advance(3601)
    const { accessToken } = await core.refresh(grant.refreshToken)
    expect(await core.verifyToken(accessToken)).toMatchObject({ id })
    await core.login({ phone, password })
    advance(1)
    await core.signIn(id)
    const sessions = await core.sessions(id)
    expect(sessions.map(({ amr }) => amr)).toEqual([[], ['pwd'], ['sms']])
    await expect(core.signIn('nobody')).rejects.toMatchObject(failsWith('not_found'))
  })

  it('nobody gets a token for a user who is not there', async () => {
    const { core } = await open()
    for (const id of ['nobody', 17, '']) {
      await expect(core.createToken(id)).rejects.toMatchObject(failsWith('not_found'))
    }
    for (const text of ['', 'x', 'a.b.c']) expect(await core.verifyToken(text)).toBeNull()
  })

  it('a token whose user is not in this store opens nothing', async () => {
    const other = await open()
    const { accessToken, refreshToken } = await other.core.register({ phone, password })
    const { core } = await open()
    const caller = core.authenticate(accessToken)
    expect(await core.verifyToken(accessToken)).toBeNull()
    await expect(core.requireUser(caller)).rejects.toMatchObject(failsWith('token_invalid'))
    const change = core.updateUser(caller, { name: 'x' })
    await expect(change).rejects.toMatchObject(failsWith('token_invalid'))
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('token_invalid'))
  })
})

describe('one’s own account', () => {
  it('changes name and intro and nothing that was left out', async () => {
    const { core } = await open()
    const { accessToken, user } = await core.register({ phone, password, name: 'one' })
    const caller = core.authenticate(accessToken)
    const second = await core.updateUser(caller, { name: 'two' })
    const third = await core.updateUser(caller, { intro: 'hello' })
    const fourth = await core.updateUser(caller, { intro: null })
    expect([second, third, fourth]).toEqual([
      { ...user, name: 'two' },
      { ...user, name: 'two', intro: 'hello' },
      { ...user, name: 'two', intro: null },
    ])
    expect(await core.requireUser(caller)).toEqual(fourth)
  })

  it('A020 what leaves is what the views name: no hash, no counter', async () => {
    const { core } = await open()
    const grant = await core.register({ phone, password, name: '张三' })
    const shown = core.views.grant(grant)
    expect(shown).toEqual({
      access_token: grant.accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: grant.refreshToken,
      device_token: grant.deviceToken,
      session: {
        id: grant.session.id,
        device: null,
        device_kind: null,
        address: null,
        created_at: new Date(start).toISOString(),
        used_at: new Date(start).toISOString(),
        current: true,
      },
      user: {
        id: grant.user.id,
        phone: '+8613800138000',
        email: null,
        username: null,
        name: '张三',
        head_portrait: null,
        intro: null,
        level: 0,
        roles: [],
        created_at: new Date(start).toISOString(),
      },
    })
    const detail = core.views.userDetail(grant.user)
    expect(detail).toEqual({ phone, name: '张三', head_portrait: null, intro: null, level: 0 })
    const abroad = core.views.userDetail({ ...grant.user, phone: '+14155550123' })
    expect(abroad.phone).toBe('+14155550123')
  })

  it('users are found by id and by phone, and listed in pages', async () => {
    const { core } = await open()
    const users = []
    for (const end of ['00', '01', '02']) {
      users.push(await core.createUser({ phone: `138001380${end}`, password }))
    }
    expect(await core.findUser(users[1]?.id as string)).toEqual(users[1])
    expect(await core.findUser('138 0013 8001')).toEqual(users[1])
    expect(await core.findUser('13900000000')).toBeNull()
    expect(await core.findUser('nobody')).toBeNull()
    const page = await core.listUsers({ after: null, limit: 2 })
    const rest = await core.listUsers({ after: page[1]?.id as string, limit: 2 })
    expect([...page, ...rest]).toEqual(
      [...users].sort((one, other) => (one.id < other.id ? -1 : 1)),
    )
    await core.ready()
    await core.close()
  })

  it('an operator’s new password holds although a login renewed the old hash meanwhile', async () => {
    const { core, store } = await open()
    const { user } = await core.register({ phone, password })
    await expect(core.setPassword('nobody', password)).rejects.toMatchObject(failsWith('not_found'))
    const { changeAccount } = store
    let calls = 0
    store.changeAccount = (id, changes, audit) => {
      calls += 1
      return calls === 1
        ? Promise.resolve({ outcome: 'conflict' })
        : changeAccount.call(store, id, changes, audit)
    }
    await core.setPassword(user.id, 'another long phrase')
    expect(calls).toBe(2)
    await core.login({ phone, password: 'another long phrase' })
  })
})

describe('import of users from elsewhere', () => {
  const row = {
    id: '17',
    phone,
    passwordHash: `pbkdf2:sha256:1000$salt$${'ab'.repeat(32)}`,
    name: '张三',
    avatar: null,
    intro: null,
    level: 3,
  }

  it('says what became of every row, and a dry run says the same', async () => {
    const rows = [
      row,
      { ...row, id: '18' },
      { ...row, id: '18', phone: '138-0013-8000' },
      { ...row, phone: '13900000000' },
      { ...row, id: 'a b', phone: '13900000001' },
      { ...row, id: '19', phone: 'nonsense' },
      { ...row, id: '20', phone: '13900000002', passwordHash: 'plain' },
      { ...row, id: '21', phone: '13900000003', passwordHash: null },
    ]
    const expected = [
      'added',
      'phone_taken',
      'phone_taken',
      'id_taken',
      'id_invalid',
      'phone_invalid',
      'password_hash_unknown',
      'added',
    ]
    for (const dryRun of [true, false]) {
      const { core } = await open()
      const run = core.createImport({ dryRun })
      const outcomes = []
      for (const one of rows) outcomes.push(await run.add(one))
      expect(outcomes).toEqual(expected)
      expect(await core.listUsers({ after: null, limit: 9 })).toHaveLength(dryRun ? 0 : 2)
      if (dryRun) continue
      const again = core.createImport({ dryRun: false })
      expect(await again.add(row)).toBe('already_there')
      expect(await again.add({ ...row, phone: '13900000009' })).toBe('id_taken')
      expect(await again.add({ ...row, id: '99' })).toBe('phone_taken')
    }
  })

  it('A003 somebody without a password signs in with none', async () => {
    const { core } = await open()
    await core.createImport({ dryRun: false }).add({ ...row, passwordHash: null })
    for (const given of ['', 'null', password]) {
      const answer = core.login({ phone, password: given })
      await expect(answer).rejects.toMatchObject(failsWith('credentials_wrong'))
    }
  })

  it('A045 an old hash is replaced at login, and stays where replacing it fails', async () => {
    const { core, store } = await open({ passwords: {} })
    const { user } = await core.register({ phone: '13900000000', password })
    const own = (await storedHash(store, user.id)) as string
    const cheap = own.replace('m=19456,t=2', 'm=19456,t=3')
    expect(await storeHash(store, user.id, cheap)).toMatchObject({ outcome: 'changed' })
    const login = core.login({ phone: '13900000000', password })
    await expect(login).rejects.toMatchObject(failsWith('credentials_wrong'))

    const { hash } = await import('@node-rs/argon2')
    const old = await hash(password, { memoryCost: 64, timeCost: 1, parallelism: 1 })
    await storeHash(store, user.id, old)
    const { changeAccount } = store
    store.changeAccount = () => Promise.reject(new Error('down'))
    await core.login({ phone: '13900000000', password })
    expect(await storedHash(store, user.id)).toBe(old)
    store.changeAccount = changeAccount
    await core.login({ phone: '13900000000', password })
    expect(await storedHash(store, user.id)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('A045 of logins at once with an old hash one replaces it, and all know the new one', async () => {
    const { core, store } = await open({ failuresPerPhone: 4 })
    const { hash } = await import('@node-rs/argon2')
    const old = await hash(password, { memoryCost: 64, timeCost: 1, parallelism: 1 })
    await core.createImport({ dryRun: false }).add({ ...row, phone, passwordHash: old })
    const signIn = (deviceToken: string | null = null, address = '192.0.2.1') =>
      core.login({ phone, password, deviceToken }, { address })
    const grants = await Promise.all([signIn(), signIn(), signIn(), signIn()])
    expect(await storedHash(store, row.id)).not.toBe(old)
    for (let n = 0; n < 4; n += 1) {
      const guess = core.login({ phone, password: 'a wrong guess' }, { address: `10.0.0.${n}` })
      await expect(guess).rejects.toMatchObject(failsWith('credentials_wrong'))
    }
    await expect(signIn(null, '203.0.113.2')).rejects.toMatchObject(failsWith('too_many_requests'))
    for (const { deviceToken } of grants) await signIn(deviceToken, '203.0.113.2')
  })
})

describe('hasPassword', () => {
  it('tells an operator whose password it is, and is counted as no attempt', async () => {
    const { core } = await open({ failuresPerPhone: 1 })
    const { user } = await core.register({ phone, password })
    await core.createImport({ dryRun: false }).add(imported('18', '13900000001'))
    expect(await core.hasPassword(user.id, password)).toBe(true)
    for (const id of [user.id, '18', 'nobody']) {
      expect(await core.hasPassword(id, 'another phrase')).toBe(false)
    }
    expect(await core.hasPassword('18', '')).toBe(false)
    await core.login({ phone, password })
    expect(await core.searchAudit({ event: 'login_failed' })).toMatchObject({ items: [] })
  })
})

describe('tokens a Flask application minted', () => {
  const seconds = start / 1000

  it('T246 open the account, and logout ends the one token, also after a restart', async () => {
    const store = memoryStore()
    const { core } = await open({ acceptFormats: [flask], store })
    await core.createImport({ dryRun: false }).add({
      id: '17',
      phone,
      passwordHash: null,
      name: null,
      avatar: null,
      intro: null,
      level: null,
    })
    const [one, other] = [1, 2].map((at) => flask.sign({ id: 17 }, seconds - at, seconds + 99_999))
    expect(core.authenticate(one as string)).toMatchObject({ userId: '17', sessionId: null })
    await core.logout(one as string)
    for (const { core: now } of [{ core }, await open({ acceptFormats: [flask], store })]) {
      expect(() => now.authenticate(one as string)).toThrow(
        expect.objectContaining(failsWith('session_ended')),
      )
      expect(await now.verifyToken(other as string)).toMatchObject({ id: '17' })
    }
  })
})

describe('inspectToken', () => {
  it('shows what a token says, and why it does not hold', async () => {
    const { core } = await open()
    const { accessToken, session, user } = await core.register({ phone, password })
    expect(core.inspectToken(accessToken)).toMatchObject({
      holds: true,
      fault: null,
      format: 'encrypted',
      header: { alg: 'dir', enc: 'A256GCM', typ: 'at+jwt' },
      claims: { sub: user.id, sid: session.id },
    })
    expect(core.inspectToken(`${accessToken}x`)).toMatchObject({ holds: false, claims: null })
    for (const text of ['', '.', 'x.y.z', 'e30.e30.e30']) {
      expect(core.inspectToken(text)).toMatchObject({ holds: false, format: null, claims: null })
    }
    expect(core.inspectToken('e30.x.y').header).toEqual({})
    expect(core.inspectToken('%.x.y').header).toBeNull()
  })
})

describe('sessions, at their edges', () => {
  it('a refresh token of a counter that never was, or of no session, is no token', async () => {
    const { core } = await open()
    const { createRefreshTokens } = await import('@ztoken/token')
    const { session } = await core.register({ phone, password })
    const mint = createRefreshTokens(secrets)
    for (const token of [
      { sid: session.id, counter: 1 },
      { sid: 'another', counter: 0 },
    ]) {
      const answer = core.refresh(mint.issue(token))
      await expect(answer).rejects.toMatchObject(failsWith('token_invalid'))
    }
    await expect(core.refresh('x')).rejects.toMatchObject(failsWith('token_invalid'))
  })

  it('each reason for an end has its own code at refresh', async () => {
    const codes = {
      logged_out: 'session_ended',
      password_changed: 'password_changed',
      banned: 'user_banned',
      deleted: 'account_deleted',
      key_revoked: 'token_invalid',
      kicked_out: 'kicked_out',
      replaced: 'replaced',
      idle: 'session_idle',
      refresh_token_reused: 'refresh_token_reused',
    } as const
    for (const [reason, code] of Object.entries(codes)) {
      const { core, store } = await open()
      const { refreshToken, session } = await core.register({ phone, password })
      const end = { reason: reason as keyof typeof codes, at: start, revokedUntil: start / 1000 }
      expect(await store.endSessions({ sessionId: session.id }, end)).toHaveLength(1)
      await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith(code))
    }
  })

  it('A107 logout and refresh at once: when both are done, no token holds', async () => {
    const prepare = async () => {
      const { core, store } = await open({ pollMilliseconds: 86_400_000 })
      return { core, store, grant: await core.register({ phone, password }) }
    }
    type Scene = Awaited<ReturnType<typeof prepare>>
    const refresh = ({ core, grant }: Scene) => core.refresh(grant.refreshToken)
    const logout = ({ core, grant }: Scene) => core.logout(grant.accessToken)
    async function check({ core, grant }: Scene, refreshed: Settled<Grant>) {
      if (refreshed.status === 'fulfilled') {
        const { accessToken, refreshToken } = refreshed.value
        expect(await core.verifyToken(accessToken)).toBeNull()
        await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('session_ended'))
      }
      expect(await core.verifyToken(grant.accessToken)).toBeNull()
    }
    const both = { prepare, one: refresh, other: logout, check }
    expect(await inEveryOrder(both)).toBeGreaterThan(5)
  })
})

it('options that cannot be meant are refused when the core is made', async () => {
  const wrong = [
    { defaultRegion: 'XX' },
    { failuresPerPhone: 0 },
    { failuresPerAddress: 1.5 },
    { accessTokenSeconds: 0 },
    { leewaySeconds: 999 },
    { issuer: '' },
  ]
  for (const options of wrong) await expect(open(options)).rejects.toThrow(TypeError)
  const { encryptedFormat } = await import('@ztoken/token')
  const plain = await createCore({
    store: memoryStore(),
    secrets,
    issueFormat: encryptedFormat(secrets),
  })
  const { accessToken } = await plain.register({ phone, password })
  expect(await plain.verifyToken(accessToken)).toMatchObject({ phone: '+8613800138000' })
})
