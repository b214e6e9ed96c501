import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Core } from '../src/index.ts'
import { failsWith, open, password, phone, start } from './open.ts'

const hour = 3600

const refusalOf = (core: Core, token: string): string | null => {
  try {
    core.authenticate(token)
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** A core whose two clocks go as they like. */
async function openWithClocks() {
  const clocks = { wall: start, monotonic: 0 }
  const store = memoryStore()
  const { core } = await open({
    store,
    clock: () => clocks.wall,
    monotonic: () => clocks.monotonic,
    failuresPerPhone: 2,
  })
  return { core, clocks, store }
}

describe('clocks that jump', () => {
  it('A078 the wall clock, set an hour ahead or back, frees nobody from a limit', async () => {
    for (const jump of [hour, -hour]) {
      const { core, clocks } = await openWithClocks()
      for (let n = 0; n < 2; n += 1) {
        await expect(core.login({ phone, password })).rejects.toMatchObject(
          failsWith('credentials_wrong'),
        )
      }
      clocks.wall += jump * 1000
      await expect(core.login({ phone, password })).rejects.toMatchObject(
        failsWith('too_many_requests'),
      )
      clocks.monotonic += 16_000
      await expect(core.login({ phone, password })).rejects.toMatchObject(
        failsWith('credentials_wrong'),
      )
    }
  })

  it('A181 no jump makes a token eternal, and a small one back signs nobody out', async () => {
    const { core, clocks } = await openWithClocks()
    const { accessToken, refreshToken } = await core.register({ phone, password })
    clocks.wall -= 5000
    expect(refusalOf(core, accessToken)).toBeNull()
    clocks.wall -= hour * 1000
    expect(refusalOf(core, accessToken)).toBe('token_invalid')
    const next = await core.refresh(refreshToken)
    expect(refusalOf(core, next.accessToken)).toBeNull()
    clocks.wall = start
    expect(refusalOf(core, accessToken)).toBeNull()
    expect(refusalOf(core, next.accessToken)).toBe('token_expired')
    clocks.wall += 10 * 365 * 24 * hour * 1000
    expect(refusalOf(core, accessToken)).toBe('token_expired')
    await expect(core.refresh(next.refreshToken)).rejects.toMatchObject(failsWith('session_idle'))
  })

  it('A183 after a sleep in which only the wall clock went on, knowledge is stale', async () => {
    const { core, clocks } = await openWithClocks()
    clocks.wall += 11_000
    expect(core.isStale()).toBe(true)
    await core.syncRevocations()
    expect(core.isStale()).toBe(false)
    clocks.wall -= hour * 1000
    expect(core.isStale()).toBe(false)
    clocks.monotonic += 11_000
    expect(core.isStale()).toBe(true)
  })

  it('A148 ten thousand sessions that are over at once cost nothing until somebody asks', async () => {
    const { core, clocks, store } = await openWithClocks()
    const { user, session, refreshToken } = await core.register({ phone, password })
    for (let n = 0; n < 10_000; n += 1) {
      await store.openSession({
        session: { ...session, id: `session-${n}` },
        epoch: 0,
        policy: {
          maximum: null,
          whenFull: 'refuse',
          oneForEachKind: false,
          now: 0,
          usedBefore: 0,
          openedBefore: 0,
        },
        end: { reason: 'replaced', at: start, revokedUntil: 0 },
        recordEnd: () => {
          throw new Error('nothing ends')
        },
      })
    }
    clocks.wall += 31 * 24 * hour * 1000
    expect(await core.sessions(user.id)).toEqual([])
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('session_idle'))
    // With them goes that one user was active on that day.
    expect(await core.sweep()).toBe(10_001)
    expect(await store.listSessions(user.id)).toEqual([])
  })
})

describe('what somebody else says', () => {
  it('A120 A122 a session has an id of ours, a new one for each login', async () => {
    const { core } = await open()
    const origin = { device: 'x', id: 'chosen', sessionId: 'chosen' }
    const grants = [
      await core.register({ phone, password }, origin),
      await core.login({ phone, password }, origin),
      await core.login({ phone, password }, origin),
    ]
    const ids = grants.map(({ session }) => session.id)
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/)
  })

  it('A127 a token that was signed out stays so however it is spelt', async () => {
    const { core } = await open()
    const { accessToken } = await core.register({ phone, password })
    await core.logout(accessToken)
    for (const spelt of [
      accessToken,
      `${accessToken}=`,
      `${accessToken}\n`,
      ` ${accessToken}`,
      accessToken.replaceAll('-', '+').replaceAll('_', '/'),
      accessToken.replace('..', '.AA.'),
    ]) {
      expect(refusalOf(core, spelt)).not.toBeNull()
    }
  })
})
