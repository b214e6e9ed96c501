import { describe, expect, it } from 'vitest'
import { failsWith, type Opened, open, password, phone } from './open.ts'

const hour = 3600

/** Every way in that hands over the access token and keeps the refresh token. */
const ways: Readonly<Record<string, (opened: Opened, userId: string) => Promise<string>>> = {
  tutorialLogin: async ({ core }) => (await core.tutorialLogin({ phone, password })).accessToken,
  createToken: ({ core }, userId) => core.createToken(userId),
}

describe.each(Object.entries(ways))('S15 a session by %s', (_, signIn) => {
  it('is over with its access token, and takes no place after it', async () => {
    const opened = await open({ sessionsPerUser: 2, whenSessionsFull: 'refuse' })
    const { core, advance } = opened
    const user = await core.createUser({ phone, password })
    for (let n = 0; n < 2; n += 1) await signIn(opened, user.id)
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('too_many_sessions'),
    )
    advance(hour)
    expect(await core.sessions(user.id)).toEqual([])
    expect(await core.countSessions()).toBe(0)
    const { refreshToken } = await core.login({ phone, password })
    advance(hour)
    expect(await core.sessions(user.id)).toHaveLength(1)
    await core.refresh(refreshToken)
  })

  it('holds as long as its token does, and leaves the store soon after', async () => {
    const opened = await open()
    const { core, store, advance } = opened
    const user = await core.createUser({ phone, password })
    const token = await signIn(opened, user.id)
    const { sessionId, token: read } = core.authenticate(token)
    expect(read.claims.exp - read.claims.iat).toBe(hour)
    advance(hour - 1)
    expect(core.authenticate(token).sessionId).toBe(sessionId)
    expect(await core.sessions(user.id)).toHaveLength(1)
    advance(1)
    expect(() => core.authenticate(token)).toThrow()
    advance(2 * hour)
    await core.sweep()
    expect(await store.findSession(sessionId ?? '')).toBeNull()
  })
})

describe('S15 a session by a login', () => {
  it('goes on as long as it is refreshed', async () => {
    const { core, advance } = await open()
    await core.createUser({ phone, password })
    let { refreshToken } = await core.login({ phone, password })
    for (let n = 0; n < 3; n += 1) {
      advance(20 * hour)
      refreshToken = (await core.refresh(refreshToken)).refreshToken
    }
  })
})
