import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Core, Store } from '../src/index.ts'
import { day, holds, hour, kidAt, kidOf, place, publishedBy, states } from './key-servers.ts'
import { failsWith, password, phone, start } from './open.ts'

describe('T265 a key is revoked', () => {
  it('its tokens are refused here at once and elsewhere with the feed; refreshing goes on', async () => {
    const { server, advance, store } = place()
    const [one, other] = [await server(), await server()]
    const { accessToken, refreshToken, user } = await one.register({ phone, password })
    expect([holds(one, accessToken), holds(other, accessToken)]).toEqual([true, true])
    advance(60)
    const leaked = kidAt(one, 0)
    const actor = { actorId: user.id, address: '192.0.2.1' }
    const { keys, activatedAtOnce } = await one.revokeKey(leaked, actor)
    expect(keys).toMatchObject([{ state: 'active', kid: activatedAtOnce }])
    expect(() => one.authenticate(accessToken)).toThrow(
      expect.objectContaining(failsWith('token_invalid')),
    )
    await other.syncRevocations()
    expect(() => other.authenticate(accessToken)).toThrow(
      expect.objectContaining(failsWith('token_invalid')),
    )
    await other.syncKeys()
    for (const core of [one, other, await server()]) {
      expect(publishedBy(core)).toEqual([activatedAtOnce])
      expect(holds(core, accessToken)).toBe(false)
    }
    const grant = await other.refresh(refreshToken)
    expect(kidOf(grant.accessToken)).toBe(activatedAtOnce)
    expect(holds(one, grant.accessToken)).toBe(true)
    expect((await one.searchAudit({ event: 'key_revoked' })).items).toMatchObject([
      { ...actor, detail: { kid: leaked, successor: activatedAtOnce } },
    ])
    const [revocation] = await store.listRevocations({ after: 0, now: start / 1000, limit: 9 })
    expect(revocation).toMatchObject({ kind: 'key', key: leaked, reason: 'key_revoked' })
    expect(revocation?.until).toBeGreaterThan(start / 1000 + day)
  })

  it('a next key that is published already takes over at once', async () => {
    const { server, advance } = place()
    const [one, other] = [await server(), await server()]
    await one.rotateKeys()
    const [active, next] = one.keys().map(({ kid }) => kid) as [string, string]
    await other.syncKeys()
    advance(60)
    const user = await one.createUser({ phone, password })
    expect(await one.revokeKey(active)).toMatchObject({
      activatedAtOnce: next,
      keys: [{ kid: next, state: 'active' }],
    })
    expect(holds(other, await one.createToken(user.id))).toBe(true)
    // The other server has not read the ring, and knows all the same which key is left.
    await other.syncRevocations()
    expect(kidOf(await other.createToken(user.id))).toBe(next)
  })

  it('a key that waits is dropped, and the active one stays until there is another', async () => {
    const { server, advance } = place()
    const core = await server()
    await core.rotateKeys()
    const [active, next] = core.keys().map(({ kid }) => kid) as [string, string]
    const { keys, activatedAtOnce } = await core.revokeKey(next)
    expect(keys).toMatchObject([{ kid: active, state: 'active', retiresAt: null }])
    expect(activatedAtOnce).toBeNull()
    advance(2 * hour)
    expect(states(core)).toEqual(['active'])
  })

  it('a retired key is dropped, and nothing else changes', async () => {
    const { server, advance } = place()
    const core = await server()
    const { accessToken, user } = await core.register({ phone, password })
    advance(60)
    await core.rotateKeys({ immediately: true })
    const [retired, active] = core.keys()
    const fresh = await core.createToken(user.id)
    expect(await core.revokeKey(retired?.kid as string)).toEqual({
      keys: [active],
      activatedAtOnce: null,
    })
    expect([holds(core, accessToken), holds(core, fresh)]).toEqual([false, true])
  })

  it('one that is not there is not found, by its second revocation too', async () => {
    const { server, store } = place()
    const core = await server()
    await expect(core.revokeKey('nobody')).rejects.toMatchObject(failsWith('not_found'))
    expect((await store.readKeyRing()).version).toBe(1)
    const kid = kidAt(core, 0)
    const results = await Promise.allSettled([core.revokeKey(kid), core.revokeKey(kid)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(core.keys()).toHaveLength(1)
  })

  it('a server that knows the revocation and cannot read the ring refuses, and recovers', async () => {
    const { server, store, advance } = place()
    let isDown = false
    const ringless: Store = {
      ...store,
      readKeyRing: async () => {
        if (isDown) throw new Error('no connection')
        return store.readKeyRing()
      },
    }
    const faults: unknown[] = []
    const report = (error: unknown): unknown => faults.push(error)
    const [one, other] = [await server(), await server({ store: ringless, report })]
    const { accessToken, user } = await other.register({ phone, password })
    advance(60)
    isDown = true
    await one.revokeKey(kidAt(one, 0))
    await other.syncRevocations()
    expect(holds(other, accessToken)).toBe(false)
    expect(other.jwks()).toEqual({ keys: [] })
    await expect(other.createToken(user.id)).rejects.toMatchObject(failsWith('unavailable'))
    await expect(other.syncKeys()).rejects.toMatchObject(failsWith('unavailable'))
    expect(faults).toEqual([expect.objectContaining({ message: 'the store failed (Error)' })])
    isDown = false
    await other.syncKeys()
    expect(holds(one, await other.createToken(user.id))).toBe(true)
  })

  it('a stored ring that holds the key again does not bring it back', async () => {
    const { server, store, advance } = place()
    const core = await server()
    const { accessToken, user } = await core.register({ phone, password })
    const before = await store.readKeyRing()
    advance(60)
    await core.revokeKey(kidAt(core, 0))
    await store.writeKeyRing({ version: 3, keys: before.keys }, null)
    await core.syncRevocations()
    await core.syncKeys()
    for (const one of [core, await server()]) {
      expect(holds(one, accessToken)).toBe(false)
      expect(publishedBy(one)).not.toContain(before.keys[0]?.kid)
      expect(holds(one, await one.createToken(user.id))).toBe(true)
    }
  })
})

describe('two servers, whatever happens to their keys', () => {
  const step = fc.record({
    advance: fc.integer({ min: 0, max: hour - 100 }),
    late: fc.integer({ min: 0, max: 1 }),
    act: fc.constantFrom('', '', '', '', 'rotate', 'rotate now', 'revoke'),
    at: fc.nat(),
  })

  it('T263 T264 T265 a token holds on both until it expires or its key is revoked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 90 }), async (steps) => {
        const { server, advance, now, store } = place()
        const options = { keyRotationDays: 1, accessTokenSeconds: day, sessionsPerUser: null }
        const cores = [await server(options), await server(options)] as const
        const { user } = await cores[0].register({ phone, password })
        const revoked = new Set<string>()
        let issued: { token: string; kid: string; until: number }[] = []
        for (const { advance: seconds, late, act, at } of steps) {
          advance(seconds)
          // One server looks now; the other has not looked for nearly as long as a key is published.
          await (cores[1 - late] as Core).syncKeys()
          const core = cores[at % 2] as Core
          if (act === 'revoke') {
            const kid = kidAt(core, at % core.keys().length)
            const isThere = (await store.readKeyRing()).keys.some((key) => key.kid === kid)
            if (isThere) await core.revokeKey(kid)
            revoked.add(kid)
          } else if (act !== '') await core.rotateKeys({ immediately: act === 'rotate now' })
          for (const one of cores) {
            await one.syncRevocations()
            if (act.endsWith('now') || act === 'revoke') await one.syncKeys()
          }
          const token = await core.createToken(user.id)
          issued.push({ token, kid: kidOf(token), until: now() + day * 1000 })
          issued = issued.filter(({ until }) => until > now())
          for (const one of cores) {
            for (const { token, kid } of issued) expect(holds(one, token)).toBe(!revoked.has(kid))
            expect(states(one).filter((state) => state === 'active')).toHaveLength(1)
            expect(states(one).filter((state) => state === 'next').length).toBeLessThan(2)
          }
          await (cores[late] as Core).syncKeys()
        }
      }),
      { numRuns: 8 },
    )
  })
})
