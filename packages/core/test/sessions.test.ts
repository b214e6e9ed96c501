import { memoryStore } from '@ztoken/stores'
import { createRefreshTokens } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import type { Core, Grant, PasswordChanged } from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { inEveryOrder, type Settled } from './interleaving.ts'
import { failsWith, flask, open, password, phone, start } from './open.ts'

const newPassword = 'another long phrase'

function refusal(core: Core, token: string): string | null {
  try {
    core.authenticate(token)
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

async function signIn(core: Core, count: number): Promise<Grant[]> {
  const grants = []
  for (let n = 0; n < count; n += 1) {
    grants.push(await core.login({ phone, password }, { device: `device ${n}` }))
  }
  return grants
}

describe('refresh', () => {
  it('keeps a young token where that is wanted, and finds out a copy as soon as it moves on', async () => {
    const { core, advance } = await open()
    const first = await core.register({ phone, password })
    advance(29)
    const kept = await core.refresh(first.refreshToken, { keepSeconds: 30 })
    expect(kept.refreshToken).toBe(first.refreshToken)
    expect(refusal(core, kept.accessToken)).toBeNull()
    advance(1)
    const second = await core.refresh(first.refreshToken, { keepSeconds: 30 })
    expect(second.refreshToken).not.toBe(first.refreshToken)
    advance(11)
    await expect(core.refresh(first.refreshToken, { keepSeconds: 30 })).rejects.toMatchObject(
      failsWith('refresh_token_reused'),
    )
  })

  it('says of which session a token is, and of nothing else', async () => {
    const { core } = await open()
    const { refreshToken, accessToken, session } = await core.register({ phone, password })
    await core.logout(accessToken)
    expect(core.sessionOfRefreshToken(refreshToken)).toBe(session.id)
    for (const other of ['', accessToken, `${refreshToken}x`, refreshToken.replace('zr1', 'zr2')]) {
      expect(core.sessionOfRefreshToken(other)).toBeNull()
    }
  })

  it('A104 the grandparent of the current token ends the session, within the ten seconds too', async () => {
    const { core } = await open()
    const first = await core.register({ phone, password })
    const second = await core.refresh(first.refreshToken)
    const third = await core.refresh(second.refreshToken)
    await expect(core.refresh(first.refreshToken)).rejects.toMatchObject(
      failsWith('refresh_token_reused'),
    )
    for (const { accessToken, refreshToken } of [second, third]) {
      expect(refusal(core, accessToken)).toBe('refresh_token_reused')
      await expect(core.refresh(refreshToken)).rejects.toMatchObject(
        failsWith('refresh_token_reused'),
      )
    }
  })

  it('A105 a thief and the owner: whoever comes second is noticed and both lose', async () => {
    for (const [first, second] of [
      ['thief', 'owner'],
      ['owner', 'thief'],
    ] as const) {
      const { core, advance } = await open()
      const grant = await core.register({ phone, password })
      const held = { thief: grant, owner: grant }
      held[first] = await core.refresh(held[first].refreshToken)
      expect(refusal(core, held[first].accessToken), first).toBeNull()
      advance(11)
      const late = core.refresh(held[second].refreshToken)
      await expect(late, second).rejects.toMatchObject(failsWith('refresh_token_reused'))
      for (const who of [first, second]) {
        expect(refusal(core, held[who].accessToken), who).toBe('refresh_token_reused')
        const again = core.refresh(held[who].refreshToken)
        await expect(again, who).rejects.toMatchObject(failsWith('refresh_token_reused'))
      }
    }
  })

  it('A106 going to and fro within the grace gives one successor and no longer life', async () => {
    const { core, advance } = await open({ sessionIdleSeconds: 100 })
    const { refreshToken } = await core.register({ phone, password })
    const successors = new Set<string>()
    for (let n = 0; n < 10; n += 1) {
      successors.add((await core.refresh(refreshToken)).refreshToken)
      advance(1)
    }
    expect(successors.size).toBe(1)
    advance(90)
    const [successor] = [...successors] as [string]
    await expect(core.refresh(successor)).rejects.toMatchObject(failsWith('session_idle'))
  })

  it('A109 A110 only a token of ours opens a session, and what is none asks no store', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    const { refreshToken, session } = await core.register({ phone, password })
    const other = await core.register({ phone: '13900000000', password })
    let asked = 0
    const { findSession } = store
    store.findSession = (id) => {
      asked += 1
      return findSession(id)
    }
    const pieces = refreshToken.split('.')
    const foreign = [
      '',
      'x'.repeat(1_000_000),
      refreshToken.slice(0, -1),
      `${refreshToken}A`,
      `${refreshToken} `,
      refreshToken.replace(session.id, other.session.id),
      [...pieces.slice(0, 3), '1', pieces[4]].join('.'),
      [...pieces.slice(0, 3), '00', pieces[4]].join('.'),
      pieces.slice(0, 4).join('.'),
      JSON.stringify({ id: session.id, counter: session.counter }),
    ]
    for (const text of foreign) {
      await expect(core.refresh(text)).rejects.toMatchObject(failsWith('token_invalid'))
    }
    expect(asked).toBe(0)
  })

  it('A111 A112 nothing that the store holds opens a session, and a restart forgets nothing', async () => {
    const store = memoryStore()
    const { core, advance } = await open({ store })
    const { refreshToken, session } = await core.register({ phone, password })
    const kept = await store.findSession(session.id)
    for (const value of Object.values(kept ?? {})) {
      await expect(core.refresh(String(value))).rejects.toMatchObject(failsWith('token_invalid'))
    }
    await core.refresh(refreshToken)
    advance(11)
    const after = await open({ store, clock: () => start + 11_000 })
    await expect(after.core.refresh(refreshToken)).rejects.toMatchObject(
      failsWith('refresh_token_reused'),
    )
  })

  it.each([
    ['a ban', (core: Core, id: string) => core.ban(id)],
    ['another password', (core: Core, id: string) => core.setPassword(id, newPassword)],
  ])('A108 refresh and %s at once: when both are done no token holds', async (_, act) => {
    const prepare = async () => {
      const { core, store } = await open({ pollMilliseconds: 86_400_000 })
      return { core, store, grant: await core.register({ phone, password }) }
    }
    type Scene = Awaited<ReturnType<typeof prepare>>
    const refresh = ({ core, grant }: Scene) => core.refresh(grant.refreshToken)
    const end = ({ core, grant }: Scene): Promise<unknown> => act(core, grant.user.id)
    async function check({ core }: Scene, refreshed: Settled<Grant>) {
      if (refreshed.status === 'rejected') return
      const { accessToken, refreshToken } = refreshed.value
      expect(refusal(core, accessToken)).not.toBeNull()
      await expect(core.refresh(refreshToken)).rejects.toHaveProperty('code')
    }
    const both = { prepare, one: refresh, other: end, check }
    expect(await inEveryOrder(both)).toBeGreaterThan(5)
  })

  it('a session’s refreshes are limited, and another session’s are not', async () => {
    const { core } = await open()
    const { refreshToken } = await core.register({ phone, password })
    for (let n = 0; n < 1000; n += 1) await core.refresh(refreshToken)
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('too_many_requests'))
    const other = await core.login({ phone, password })
    await core.refresh(other.refreshToken)
  })

  it('A146 the whole life of a session ends within the grace as well', async () => {
    const { core, advance } = await open({ sessionSeconds: 105, accessTokenSeconds: 3600 })
    const { refreshToken } = await core.register({ phone, password })
    advance(100)
    const { accessToken, accessTokenSeconds } = await core.refresh(refreshToken)
    expect(accessTokenSeconds).toBe(5)
    advance(5)
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('session_idle'))
    expect(refusal(core, accessToken)).not.toBeNull()
  })

  it('a secret that was rotated out opens nothing, one that is still listed does', async () => {
    const { core } = await open()
    const { session } = await core.register({ phone, password })
    const { importSecrets } = await import('@ztoken/token')
    const others = importSecrets('another-Secret-0f-32-bytes-at-least')
    const foreign = createRefreshTokens(others).issue({ sid: session.id, counter: 0 })
    await expect(core.refresh(foreign)).rejects.toMatchObject(failsWith('token_invalid'))
  })
})

describe('one’s own sessions', () => {
  it('A136 are listed newest first, without those that are over, and show no token', async () => {
    const { core, advance } = await open({ sessionIdleSeconds: 1000 })
    await core.register({ phone, password })
    advance(999)
    const [one, two] = await signIn(core, 2)
    advance(1)
    const listed = await core.sessions((one as Grant).user.id)
    expect(listed.map(({ device }) => device).sort()).toEqual(['device 0', 'device 1'])
    const shown = JSON.stringify(
      listed.map((session) => core.views.session(session, two?.session.id ?? null)),
    )
    for (const grant of [one, two]) {
      expect(shown).not.toContain(grant?.refreshToken)
      expect(shown).not.toContain(grant?.accessToken)
    }
    expect(shown.match(/"current":true/g)).toHaveLength(1)
  })

  it('A138 one’s own can be ended one by one; others’ are not found and stay', async () => {
    const { core } = await open()
    const stranger = await core.register({ phone: '13900000000', password })
    await core.register({ phone, password })
    const [one, two] = (await signIn(core, 2)) as [Grant, Grant]
    const caller = core.authenticate(one.accessToken)
    for (const id of [stranger.session.id, 'unknown', '']) {
      await expect(core.endOwnSession(caller, id)).rejects.toMatchObject(failsWith('not_found'))
    }
    await core.endOwnSession(caller, two.session.id)
    await expect(core.endOwnSession(caller, two.session.id)).rejects.toMatchObject(
      failsWith('not_found'),
    )
    expect(refusal(core, two.accessToken)).toBe('session_ended')
    expect(refusal(core, one.accessToken)).toBeNull()
    expect(refusal(core, stranger.accessToken)).toBeNull()
  })

  it('A124 A125 all the others end at once, with a login that was under way', async () => {
    const { core } = await open()
    await core.register({ phone, password })
    const grants = (await signIn(core, 4)) as [Grant, ...Grant[]]
    const [mine, ...others] = grants
    const caller = core.authenticate(mine.accessToken)
    const [ended, late] = await Promise.all([
      core.endOtherSessions(caller),
      core.login({ phone, password }),
    ])
    expect(ended).toBe(4)
    for (const { accessToken } of others) expect(refusal(core, accessToken)).toBe('session_ended')
    expect(refusal(core, mine.accessToken)).toBeNull()
    // The login saw an account whose sessions all ended meanwhile, and began again: it is new.
    expect(refusal(core, late.accessToken)).toBeNull()
    expect(await core.sessions(mine.user.id)).toHaveLength(2)
  })

  it('A141 a login too many ends the oldest, or is refused, and never are there more', async () => {
    const oldest = await open({
      sessionsPerUser: 3,
      passwords: { ...cheapHashes, queueLimit: 100 },
    })
    const first = await oldest.core.register({ phone, password })
    oldest.advance(1)
    await Promise.all(Array.from({ length: 8 }, () => oldest.core.login({ phone, password })))
    expect(await oldest.core.sessions(first.user.id)).toHaveLength(3)
    expect(refusal(oldest.core, first.accessToken)).toBe('replaced')

    const refuse = await open({ sessionsPerUser: 3, whenSessionsFull: 'refuse' })
    await refuse.core.register({ phone, password })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => refuse.core.login({ phone, password })),
    )
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(6)
    for (const outcome of refused) {
      expect(outcome).toMatchObject({ reason: { code: 'too_many_sessions' } })
    }
  })

  it('one session for each kind of device: the next one of the kind replaces it', async () => {
    const { core } = await open({ oneSessionForEachKind: true })
    await core.register({ phone, password })
    const web = await core.login({ phone, password }, { deviceKind: 'web' })
    const app = await core.login({ phone, password }, { deviceKind: 'app' })
    await core.login({ phone, password }, { deviceKind: 'web' })
    expect(refusal(core, web.accessToken)).toBe('replaced')
    expect(refusal(core, app.accessToken)).toBeNull()
  })
})

describe('a password changed', () => {
  it('A043 A129 A130 ends the other sessions at once and keeps the one that asked', async () => {
    const { core } = await open()
    await core.register({ phone, password })
    const [mine, other] = (await signIn(core, 2)) as [Grant, Grant]
    const caller = core.authenticate(mine.accessToken)
    const change = (given: string, wanted: string): Promise<PasswordChanged> =>
      core.changePassword(caller, { password: given, newPassword: wanted })
    await expect(change('wrong', newPassword)).rejects.toMatchObject(failsWith('password_wrong'))
    await expect(change(password, password)).rejects.toMatchObject(failsWith('password_unchanged'))
    await expect(change(password, 'short')).rejects.toMatchObject(failsWith('password_too_short'))
    expect(refusal(core, other.accessToken)).toBeNull()
    const { ended, grant } = await change(password, newPassword)
    expect(ended).toBe(2)
    expect(refusal(core, other.accessToken)).toBe('password_changed')
    await expect(core.refresh(other.refreshToken)).rejects.toMatchObject(
      failsWith('password_changed'),
    )
    expect(refusal(core, mine.accessToken)).toBe('token_invalid')
    await expect(core.refresh(mine.refreshToken)).rejects.toMatchObject(failsWith('token_invalid'))
    expect(refusal(core, grant.accessToken)).toBeNull()
    await core.refresh(grant.refreshToken)
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    await core.login({ phone, password: newPassword })
  })

  it('A044 two changes and a login at once: one wins, and no session of the old password stays', async () => {
    const { core } = await open()
    const mine = await core.register({ phone, password })
    const caller = core.authenticate(mine.accessToken)
    const [one, two, late] = await Promise.allSettled([
      core.changePassword(caller, { password, newPassword: `${newPassword} 1` }),
      core.changePassword(caller, { password, newPassword: `${newPassword} 2` }),
      core.login({ phone, password }),
    ])
    expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected'])
    if (late.status === 'fulfilled') {
      expect(refusal(core, late.value.accessToken)).toBe('password_changed')
    }
    expect(await core.sessions(mine.user.id)).toHaveLength(1)
  })

  it('A043 S07 guesses of the current password are counted, for the session they come from', async () => {
    const { core } = await open({ failuresPerPhone: 3 })
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    const guess = (): Promise<unknown> =>
      core.changePassword(caller, { password: 'a wrong guess', newPassword })
    for (let n = 0; n < 3; n += 1) {
      await expect(guess()).rejects.toMatchObject(failsWith('password_wrong'))
    }
    await expect(guess()).rejects.toMatchObject(failsWith('too_many_requests'))
    await expect(core.verifyIdentity(caller, password)).rejects.toMatchObject(
      failsWith('too_many_requests'),
    )
    // Whoever holds one session locks no other, and nobody out.
    const { accessToken: other } = await core.login({ phone, password })
    await core.verifyIdentity(core.authenticate(other), password)
  })

  it('A137 what is sensitive asks for the password again after a quarter of an hour', async () => {
    const { core, advance } = await open()
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    await core.exportAccount(caller)
    advance(901)
    await expect(core.exportAccount(caller)).rejects.toMatchObject(failsWith('step_up_required'))
    await expect(core.deleteOwnAccount(caller)).rejects.toMatchObject(failsWith('step_up_required'))
    await expect(core.verifyIdentity(caller, 'wrong')).rejects.toMatchObject(
      failsWith('password_wrong'),
    )
    const { accessToken: fresh } = await core.verifyIdentity(caller, password)
    await expect(core.exportAccount(caller)).rejects.toMatchObject(failsWith('token_invalid'))
    expect(await core.exportAccount(core.authenticate(fresh))).toMatchObject({
      user: { phone: '+8613800138000' },
    })
  })
})

describe('showing the password again', () => {
  it('does not prolong a session: it ends when the one before would have ended', async () => {
    const { core, advance } = await open({ sessionSeconds: 7200, sessionIdleSeconds: 7200 })
    const { accessToken } = await core.register({ phone, password })
    advance(3000)
    const { refreshToken, session } = await core.verifyIdentity(
      core.authenticate(accessToken),
      password,
    )
    expect(session.createdAt).toBe(start)
    advance(4199)
    const { refreshToken: last } = await core.refresh(refreshToken)
    advance(1)
    await expect(core.refresh(last)).rejects.toMatchObject(failsWith('session_idle'))
  })

  it('does not open a session that the tutorial’s login left without a refresh token', async () => {
    const { core, advance } = await open()
    await core.createUser({ phone, password })
    const { accessToken } = await core.tutorialLogin({ phone, password })
    advance(1800)
    const renewed = await core.verifyIdentity(core.authenticate(accessToken), password)
    advance(1800)
    await expect(core.refresh(renewed.refreshToken)).rejects.toMatchObject(
      failsWith('session_idle'),
    )
  })
})

describe('a password', () => {
  it('opens years later as it did: there is no calendar', async () => {
    const { core, advance } = await open()
    await core.createUser({ phone, password })
    advance(10 * 366 * 86_400)
    await core.login({ phone, password })
  })
})

describe('a reset of the password', () => {
  it('A150 A154 holds once, for half an hour, the newest alone, and not after a change', async () => {
    const { core, advance } = await open()
    const { user, accessToken } = await core.register({ phone, password })
    const older = await core.requestPasswordReset(user.id)
    const { resetToken, expiresInSeconds } = await core.requestPasswordReset(user.id)
    expect(expiresInSeconds).toBe(1800)
    const use = (token: string, wanted = newPassword): Promise<void> =>
      core.resetPassword(token, wanted)
    for (const token of [older.resetToken, `${resetToken}x`, accessToken, '']) {
      await expect(use(token)).rejects.toMatchObject(failsWith('reset_token_invalid'))
      await expect(core.checkResetToken(token)).rejects.toMatchObject(
        failsWith('reset_token_invalid'),
      )
    }
    // Asking whether it holds does not use it up.
    await core.checkResetToken(resetToken)
    await expect(use(resetToken, 'short')).rejects.toMatchObject(failsWith('password_too_short'))
    const both = await Promise.allSettled([
      use(resetToken, `${newPassword} 1`),
      use(resetToken, `${newPassword} 2`),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(refusal(core, accessToken)).toBe('password_changed')
    await expect(use(resetToken)).rejects.toMatchObject(failsWith('reset_token_invalid'))
    await expect(core.checkResetToken(resetToken)).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )

    const late = await core.requestPasswordReset(user.id)
    advance(1800)
    await expect(use(late.resetToken)).rejects.toMatchObject(failsWith('reset_token_invalid'))
    const before = await core.requestPasswordReset(user.id)
    await core.setPassword(user.id, 'set by an operator')
    await expect(use(before.resetToken)).rejects.toMatchObject(failsWith('reset_token_invalid'))
  })

  it('A153 of somebody who is banned it has no effect, and looks like any that does not hold', async () => {
    const { core } = await open()
    const { user } = await core.register({ phone, password })
    const { resetToken } = await core.requestPasswordReset(user.id)
    await core.ban(user.id)
    await expect(core.resetPassword(resetToken, newPassword)).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    await expect(core.checkResetToken(resetToken)).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    await core.unban(user.id)
    await core.login({ phone, password })
  })
})

describe('an account deleted', () => {
  it('A132 A133 is gone with every token, and the phone registered again is somebody new', async () => {
    const store = memoryStore()
    const { core } = await open({ store, acceptFormats: [flask] })
    const old = await core.register({ phone, password })
    const reset = await core.requestPasswordReset(old.user.id)
    await core.deleteOwnAccount(core.authenticate(old.accessToken))
    expect(refusal(core, old.accessToken)).toBe('account_deleted')
    await expect(core.refresh(old.refreshToken)).rejects.toMatchObject(failsWith('token_invalid'))
    const fresh = await core.register({ phone, password: newPassword })
    expect(fresh.user.id).not.toBe(old.user.id)
    expect(await core.verifyToken(old.accessToken)).toBeNull()
    await expect(core.refresh(old.refreshToken)).rejects.toMatchObject(failsWith('token_invalid'))
    await expect(core.resetPassword(reset.resetToken, password)).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    expect(JSON.stringify(await store.listUsers({ after: null, limit: 9 }))).not.toContain(
      old.user.id,
    )
  })

  it('A246 A132 an imported id that was deleted is never given again, and its old tokens stay dead', async () => {
    const { core } = await open({ acceptFormats: [flask] })
    const row = {
      id: '17',
      phone,
      passwordHash: null,
      name: null,
      avatar: null,
      intro: null,
      level: null,
    }
    await core.createImport({ dryRun: false }).add(row)
    const seconds = start / 1000
    const token = flask.sign({ id: 17 }, seconds, seconds + 99_999_999)
    expect(refusal(core, token)).toBeNull()
    await core.deleteAccount('17')
    expect(refusal(core, token)).toBe('account_deleted')
    expect(await core.createImport({ dryRun: false }).add(row)).toBe('id_taken')
  })
})
