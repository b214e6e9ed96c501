import {
  encryptedFormat,
  publicFormat,
  publicFormatFromJwks,
  publicRingFormat,
} from '@ztoken/token'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { day, holds, hour, kidAt, kidOf, place, publishedBy, states } from './key-servers.ts'
import { failsWith, password, phone, secrets, start } from './open.ts'

afterEach(() => vi.useRealTimers())

describe('signing keys, made and kept by the server', () => {
  it('the first start makes one key that issues, and a restart finds it', async () => {
    const { store, server } = place()
    const core = await server()
    expect(core.keys()).toEqual([
      {
        kid: expect.stringMatching(/^[\w-]{43}$/),
        state: 'active',
        createdAt: start,
        activatesAt: start,
        retiresAt: null,
      },
    ])
    const { accessToken } = await core.register({ phone, password })
    expect(kidOf(accessToken)).toBe(kidAt(core, 0))
    const again = await server()
    expect(again.keys()).toEqual(core.keys())
    expect(holds(again, accessToken)).toBe(true)
    expect((await store.readKeyRing()).version).toBe(1)
  })

  it('T264 eight servers that start at once on an empty store make one key', async () => {
    const { server, store } = place()
    const cores = await Promise.all(Array.from({ length: 8 }, () => server()))
    expect(new Set(cores.flatMap(publishedBy)).size).toBe(1)
    expect(await store.readKeyRing()).toMatchObject({ version: 1, keys: [{}] })
  })

  it('T068 T069 neither the list, nor the JWKS, nor the store shows a private key', async () => {
    const { server, store } = place()
    const core = await server()
    await core.rotateKeys()
    for (const key of core.jwks().keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
    }
    for (const key of core.keys()) {
      expect(Object.keys(key).sort()).toEqual([
        'activatesAt',
        'createdAt',
        'kid',
        'retiresAt',
        'state',
      ])
    }
    for (const { sealedKey } of (await store.readKeyRing()).keys) {
      expect(sealedKey).toMatch(/^zk1\.[\w-]{12}\.[\w-]{16}\.[\w-]{43}\.[\w-]{22}$/)
    }
  })

  it('a verifier elsewhere reads what is issued with nothing but the JWKS', async () => {
    const { server } = place()
    const core = await server()
    const { accessToken } = await core.register({ phone, password })
    const elsewhere = await place().server({ issueFormat: publicFormatFromJwks(core.jwks()) })
    expect(elsewhere.authenticate(accessToken).userId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('no keys are made where the format is not used, or has keys of its own', async () => {
    for (const issueFormat of [encryptedFormat(secrets), publicFormat(secrets)]) {
      const { server, store } = place()
      const core = await server({ issueFormat })
      await core.syncKeys()
      expect(core.keys()).toEqual([])
      expect(core.jwks()).toEqual('jwks' in issueFormat ? issueFormat.jwks : { keys: [] })
      await expect(core.rotateKeys()).rejects.toMatchObject(failsWith('not_found'))
      await expect(core.revokeKey('x')).rejects.toMatchObject(failsWith('not_found'))
      expect(await store.readKeyRing()).toEqual({ version: 0, keys: [] })
    }
  })

  it('a format listed as issued and as accepted is one', async () => {
    const core = await place().server({ acceptFormats: [publicRingFormat()] })
    const { accessToken } = await core.register({ phone, password })
    expect(holds(core, accessToken)).toBe(true)
  })

  it('times that cannot be meant are refused', async () => {
    const { server } = place()
    for (const options of [
      { keyRotationDays: 0 },
      { keyPublicationSeconds: 0 },
      { keyRotationDays: 1, keyPublicationSeconds: day },
    ]) {
      await expect(server(options)).rejects.toThrow(TypeError)
    }
  })
})

describe('scheduled rotation', () => {
  it('T263 T264 the next key is known everywhere before it issues, and the one before holds on', async () => {
    const { server, advance } = place()
    const [one, other] = [await server(), await server()]
    const user = await one.createUser({ phone, password })
    const first = kidAt(one, 0)
    advance(90 * day - hour - 1)
    await one.syncKeys()
    expect(states(one)).toEqual(['active'])
    advance(1)
    await one.syncKeys()
    expect(states(one)).toEqual(['active', 'next'])
    const second = kidAt(one, 1)
    expect(publishedBy(one)).toEqual([first, second])
    // The other server has not looked yet: nothing is issued that it would not know.
    advance(hour - 1)
    const last = await one.createToken(user.id)
    expect(kidOf(last)).toBe(first)
    await other.syncKeys()
    advance(1)
    const fresh = await one.createToken(user.id)
    expect(kidOf(fresh)).toBe(second)
    for (const core of [one, other]) {
      expect(states(core)).toEqual(['retired', 'active'])
      expect([holds(core, last), holds(core, fresh)]).toEqual([true, true])
      expect(kidOf(await core.createToken(user.id))).toBe(second)
    }
    advance(hour - 2)
    expect([holds(other, last), holds(other, fresh)]).toEqual([true, true])
  })

  it('T264 many servers that find a rotation due at once make one key', async () => {
    const { server, advance, store } = place()
    const cores = await Promise.all(Array.from({ length: 6 }, () => server()))
    advance(90 * day - hour)
    await Promise.all(cores.flatMap((core) => [core.syncKeys(), core.syncKeys()]))
    expect(new Set(cores.map((core) => kidAt(core, 1))).size).toBe(1)
    expect(await store.readKeyRing()).toMatchObject({ version: 2, keys: [{}, {}] })
  })

  it('T264 servers that were off when it was due publish the next key first all the same', async () => {
    const { server, advance, now } = place()
    await server()
    advance(200 * day)
    const core = await server()
    expect(core.keys().at(1)).toMatchObject({ state: 'next', activatesAt: now() + hour * 1000 })
  })

  it('T263 three generations overlap, and a key leaves after its last token, never earlier', async () => {
    const { server, advance, now } = place()
    const core = await server({
      keyRotationDays: 1,
      accessTokenSeconds: 3 * day,
      sessionsPerUser: null,
    })
    const user = await core.createUser({ phone, password })
    const issued: { token: string; kid: string; until: number }[] = []
    const publishedUntil = new Map<string, number>()
    for (let step = 0; step < 24 * 12; step += 1) {
      await core.syncKeys()
      const token = await core.createToken(user.id)
      issued.push({ token, kid: kidOf(token), until: now() + 3 * day * 1000 })
      for (const kid of publishedBy(core)) publishedUntil.set(kid, now())
      for (const { token: held, until } of issued) expect(holds(core, held)).toBe(until > now())
      advance(hour)
    }
    expect(new Set(issued.map(({ kid }) => kid)).size).toBe(12)
    expect(core.keys().length).toBeLessThanOrEqual(6)
    expect(states(core).filter((state) => state === 'retired').length).toBeGreaterThanOrEqual(3)
    const gone = [...publishedUntil].filter(([kid]) => !publishedBy(core).includes(kid))
    expect(gone.length).toBeGreaterThan(5)
    for (const [kid, seen] of gone) {
      const lastToken = Math.max(...issued.filter((one) => one.kid === kid).map((one) => one.until))
      expect(seen).toBeGreaterThanOrEqual(lastToken)
    }
  })

  it('T268 a clock that jumps back makes no key unknown and no second one', async () => {
    const { server, advance, store } = place()
    const [one, other] = [await server(), await server()]
    const user = await one.createUser({ phone, password })
    await one.rotateKeys()
    await other.syncKeys()
    advance(hour + 5)
    const fresh = await one.createToken(user.id)
    advance(-10)
    for (const core of [one, other]) {
      await core.syncKeys()
      expect(states(core)).toEqual(['active', 'next'])
      expect(core.inspectToken(fresh)).toMatchObject({ fault: 'issued_in_future' })
      expect(holds(core, await core.createToken(user.id))).toBe(true)
    }
    advance(-10 * day)
    for (const core of [one, other, await server()]) {
      await core.syncKeys()
      expect(core.keys()).toHaveLength(2)
      expect(holds(core, await core.createToken(user.id))).toBe(true)
    }
    advance(10 * day + 6)
    expect(holds(other, fresh)).toBe(true)
    expect((await store.readKeyRing()).version).toBe(2)
  })

  it('without being asked: every ten seconds, and soon after the store nudges', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { server, advance } = place()
    const [one, other] = [await server(), await server()]
    advance(90 * day - hour)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(states(one)).toEqual(['active', 'next'])
    expect(publishedBy(other)).toEqual(publishedBy(one))
    const { user } = await one.register({ phone, password })
    await one.revokeKey(kidAt(one, 1))
    await one.kickOut(user.id)
    await vi.advanceTimersByTimeAsync(250)
    expect(publishedBy(other)).toEqual(publishedBy(one))
    await one.close()
    await other.close()
    await one.rotateKeys({ immediately: true })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(states(one)).toEqual(['retired', 'active'])
    expect(states(other)).toEqual(['active', 'next'])
  })
})

describe('rotation when asked for', () => {
  it('the next key is made and issues once it has been published; asking again changes nothing', async () => {
    const { server, advance, now, store } = place()
    const core = await server()
    const actor = { actorId: 'an administrator', address: '192.0.2.1' }
    const { keys, activatedAtOnce } = await core.rotateKeys({}, actor)
    const [before, next] = keys
    expect(next).toMatchObject({ state: 'next', activatesAt: now() + hour * 1000 })
    expect(before).toMatchObject({ state: 'active', retiresAt: next?.activatesAt })
    expect(activatedAtOnce).toBeNull()
    advance(60)
    expect(await core.rotateKeys()).toEqual({ keys, activatedAtOnce: null })
    const audit = await core.searchAudit({ event: 'key_rotated' })
    expect(audit.items).toMatchObject([
      { ...actor, detail: { kid: next?.kid, activates_at: '2026-01-01T01:00:00.000Z' } },
      { actorId: null, detail: { kid: before?.kid } },
    ])
    expect((await store.readKeyRing()).version).toBe(2)
  })

  it('a key that waits for its day begins as soon as it has been published', async () => {
    const { server, advance, now } = place()
    const core = await server({ keyPublicationSeconds: 10 * day })
    advance(80 * day)
    await core.syncKeys()
    const waiting = core.keys()
    expect(waiting.at(1)).toMatchObject({ state: 'next', activatesAt: now() + 10 * day * 1000 })
    expect(await core.rotateKeys()).toEqual({ keys: waiting, activatedAtOnce: null })
    advance(day)
    const { keys, activatedAtOnce } = await (await server()).rotateKeys()
    expect(keys.at(1)).toMatchObject({ state: 'active', activatesAt: now() })
    expect(activatedAtOnce).toBeNull()
  })

  it('at once: the new key issues now, the reply says so, and older tokens hold on', async () => {
    const { server, advance, now } = place()
    const [one, other] = [await server(), await server()]
    const { accessToken, user } = await one.register({ phone, password })
    advance(60)
    const { keys, activatedAtOnce } = await one.rotateKeys({ immediately: true })
    expect(keys).toMatchObject([
      { state: 'retired', retiresAt: now() },
      { state: 'active', activatesAt: now(), kid: activatedAtOnce },
    ])
    const fresh = await one.createToken(user.id)
    expect(kidOf(fresh)).toBe(activatedAtOnce)
    // This is what the publication delay is for.
    expect([holds(other, accessToken), holds(other, fresh)]).toEqual([true, false])
    await other.syncKeys()
    expect([holds(other, accessToken), holds(other, fresh)]).toEqual([true, true])
    expect(await one.rotateKeys()).toMatchObject({ activatedAtOnce: null, keys: [{}, {}, {}] })
    const again = await one.rotateKeys({ immediately: true })
    expect(again.activatedAtOnce).toBe(kidAt(one, 2))
  })

  it('servers that rotate at the same moment make one next key', async () => {
    const { server } = place()
    const cores = await Promise.all(Array.from({ length: 4 }, () => server()))
    await Promise.all(cores.map((core) => core.rotateKeys()))
    await Promise.all(cores.map((core) => core.syncKeys()))
    expect(new Set(cores.map((core) => publishedBy(core).join())).size).toBe(1)
    expect(cores[0]?.keys()).toHaveLength(2)
  })
})
