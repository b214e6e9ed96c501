import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Core, CoreOptions } from '../src/index.ts'
import { failsWith, open, password, phone, start } from './open.ts'

const hour = 3_600_000

const refusalOf = (core: Core, token: string): string | null => {
  try {
    core.authenticate(token)
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** A store with a clock of its own, and servers whose clocks differ from it. */
function place() {
  const clocks = { store: start }
  const store = { ...memoryStore(), now: async () => clocks.store }
  const faults: unknown[] = []
  const server = async (ahead: number, options: Partial<CoreOptions> = {}): Promise<Core> => {
    const clock = (): number => clocks.store + ahead
    const report = (error: unknown): void => void faults.push(error)
    return (await open({ store, clock, monotonic: () => 0, report, ...options })).core
  }
  return { store, clocks, server, faults }
}

describe('S27 servers whose clocks differ', () => {
  it.each([2 * hour, -2 * hour, 300 * 24 * hour])(
    'one that is %i ms ahead forgets nothing that the others still need',
    async (ahead) => {
      const { server } = place()
      const [right, wrong] = [await server(0), await server(ahead)]
      const { accessToken } = await right.register({ phone, password })
      await right.logout(accessToken)
      const open = await right.login({ phone, password })
      await wrong.sweep()
      const late = await server(0)
      expect(refusalOf(late, accessToken)).toBe('session_ended')
      expect(refusalOf(late, open.accessToken)).toBeNull()
      expect(await late.refresh(open.refreshToken)).toHaveProperty('accessToken')
    },
  )

  it('one whose clock jumps after the start forgets nothing either', async () => {
    const { server, clocks } = place()
    let jump = 0
    const jumping = await server(0, { clock: () => clocks.store + jump })
    const { accessToken } = await jumping.register({ phone, password })
    await jumping.logout(accessToken)
    jump = 2 * hour
    await jumping.sweep()
    expect(refusalOf(await server(0), accessToken)).toBe('session_ended')
    jump = 0
    await jumping.sweep()
    clocks.store += 2 * hour
    await jumping.sweep()
    expect(refusalOf(await server(0), accessToken)).toBe('token_expired')
  })

  it('goes by the store’s time: its tokens, sessions and reports hold elsewhere', async () => {
    const { server, clocks } = place()
    const [right, wrong] = [await server(0), await server(2 * hour)]
    const grant = await wrong.register({ phone, password })
    expect(grant.session.createdAt).toBe(clocks.store)
    expect(refusalOf(right, grant.accessToken)).toBeNull()
    await right.refresh(grant.refreshToken)
    // The one before is honoured for a moment, on whichever server it comes.
    await wrong.refresh(grant.refreshToken)
    await right.logout(grant.accessToken)
    await wrong.syncRevocations()
    expect(refusalOf(wrong, grant.accessToken)).toBe('session_ended')
    const { items } = await right.searchAudit()
    expect(new Set(items.map(({ at }) => at))).toEqual(new Set([clocks.store]))
  })

  it('says so, once, and steps aside beyond the leeway', async () => {
    const { server, faults } = place()
    await expect((await server(5000)).ready()).resolves.toBeUndefined()
    expect(faults).toEqual([])
    for (const ahead of [5001, -5001, 2 * hour]) {
      const core = await server(ahead)
      expect(core.clockDifference()).toBe(ahead)
      for (let n = 0; n < 3; n += 1) {
        await expect(core.ready()).rejects.toMatchObject(failsWith('clock_differs'))
      }
    }
    expect(faults).toHaveLength(3)
    expect(String(faults[2])).toContain('7200.0 s ahead of')
    await expect((await server(8000, { leewaySeconds: 8 })).ready()).resolves.toBeUndefined()
  })

  it('comes back when its clock is put right', async () => {
    const { server, clocks, faults } = place()
    let jump = hour
    const core = await server(0, { clock: () => clocks.store + jump })
    await expect(core.ready()).rejects.toMatchObject(failsWith('clock_differs'))
    jump = 0
    await core.ready()
    expect([core.clockDifference(), faults.length]).toEqual([0, 1])
    jump = -hour
    await expect(core.ready()).rejects.toMatchObject(failsWith('clock_differs'))
    expect(faults).toHaveLength(2)
  })

  it('a slow answer is no difference: half of the way is nobody’s fault', async () => {
    const { server } = place()
    let now = 0
    const monotonic = (): number => {
      now += 6000
      return now
    }
    const core = await server(0, { monotonic })
    expect(core.clockDifference()).toBe(0)
    await core.ready()
  })

  it('leases of deliveries are dated by the store’s time, and told back by one’s own', async () => {
    const { server, clocks, store } = place()
    const endpoints = { webhooks: [{ url: 'https://a.example/' }] }
    const [right, wrong] = [await server(0, endpoints), await server(2 * hour, endpoints)]
    await wrong.register({ phone, password })
    const own = clocks.store + 2 * hour
    const claim = { now: own, leaseUntil: own + 30_000, limit: 10 }
    expect(await wrong.claimDeliveries(claim)).toHaveLength(2)
    const later = { now: clocks.store + 30_000, leaseUntil: clocks.store + 60_000, limit: 10 }
    expect(await right.claimDeliveries({ ...later, now: clocks.store + 29_999 })).toEqual([])
    expect(await store.claimDeliveries(later)).toHaveLength(2)
  })

  it('where there is one clock there is nothing to differ from', async () => {
    const { core } = await open()
    await core.ready()
    expect(core.clockDifference()).toBe(0)
  })
})
