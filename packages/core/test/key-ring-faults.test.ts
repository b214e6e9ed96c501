import { importSecrets } from '@ztoken/token'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Core, KeyRingError, type Store, type StoredKeyRing } from '../src/index.ts'
import { causeOf, holds, kidAt, place, publishedBy, rewritten } from './key-servers.ts'
import { failsWith, password, phone, start } from './open.ts'

afterEach(() => vi.useRealTimers())

describe('a stored ring that may not be used', () => {
  const other = importSecrets('wQ7eR9tY2uI4oP6aS8dF1gH3jK5lZ0xC-other')

  /** What became of a ring, by what is wrong with it. */
  const faulty: Record<string, [string, (ring: StoredKeyRing) => unknown]> = {
    'T266 nothing': ['ring_malformed', () => null],
    'T266 a text cut off': ['ring_malformed', () => '{"version":3,"keys":[{"ki'],
    'T266 no keys': ['ring_malformed', ({ version }) => ({ version: version + 1, keys: [] })],
    'T266 no list': ['ring_malformed', ({ version }) => ({ version: version + 1 })],
    'T266 no version': ['ring_malformed', ({ keys }) => ({ keys })],
    'T266 a version below 0': ['ring_malformed', ({ keys }) => ({ version: -1, keys })],
    'T266 keys before the first version': ['ring_malformed', ({ keys }) => ({ version: 0, keys })],
    'T266 half a key': ['ring_malformed', (ring) => edited(ring, { sealedKey: undefined })],
    'T266 no key': ['ring_malformed', ({ version }) => ({ version: version + 1, keys: [null] })],
    'T266 a time that is none': ['ring_malformed', (ring) => edited(ring, { activatesAt: 0.5 })],
    'T266 one key twice': [
      'ring_malformed',
      ({ version, keys }) => ({
        version: version + 1,
        keys: [keys[0], { ...keys[0], activatesAt: start + 5 }],
      }),
    ],
    'T266 keys out of order': [
      'ring_malformed',
      ({ version, keys }) => ({ version: version + 1, keys: [...keys].reverse() }),
    ],
    'T266 a private key cut off': [
      'key_unreadable',
      (ring) => edited(ring, { sealedKey: (ring.keys[0]?.sealedKey ?? '').slice(0, -1) }),
    ],
    'T266 a private key with a bit turned': [
      'key_unreadable',
      (ring) => edited(ring, { sealedKey: turned(ring.keys[0]?.sealedKey ?? '') }),
    ],
    'T269 the private key of another name': [
      'key_unreadable',
      (ring) => edited(ring, { sealedKey: ring.keys[1]?.sealedKey ?? '' }),
    ],
    'T269 the public key of another name': [
      'key_mismatch',
      (ring) => edited(ring, { publicKey: ring.keys[1]?.publicKey ?? '' }),
    ],
    'T269 a public key that is none': ['key_mismatch', (ring) => edited(ring, { publicKey: 'x' })],
  }

  function edited({ version, keys }: StoredKeyRing, changes: object): unknown {
    return { version: version + 1, keys: [{ ...keys[0], ...changes }, ...keys.slice(1)] }
  }

  /** The last character of the text, one letter on. */
  function turned(sealedKey: string): string {
    const at = sealedKey.lastIndexOf('.') - 2
    const other = sealedKey[at] === 'A' ? 'B' : 'A'
    return `${sealedKey.slice(0, at)}${other}${sealedKey.slice(at + 1)}`
  }

  async function placeWithTwoKeys() {
    const one = place()
    await (await one.server()).rotateKeys()
    return one
  }

  it.each(Object.entries(faulty))('%s: nothing starts with it', async (_, [code, rewrite]) => {
    const { server, store } = await placeWithTwoKeys()
    const broken = rewritten(store, rewrite)
    await expect(server({ store: broken })).rejects.toMatchObject(causeOf(code))
  })

  it.each(Object.entries(faulty))(
    '%s: a running server keeps its last good ring, and says so',
    async (_, [code, rewrite]) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const { server, store } = await placeWithTwoKeys()
      let isBroken = false
      const faults: unknown[] = []
      const core = await server({
        store: rewritten(store, (ring) => (isBroken ? rewrite(ring) : ring)),
        report: (error) => faults.push(error),
      })
      const { accessToken, user } = await core.register({ phone, password })
      const before = core.keys()
      isBroken = true
      await expect(core.syncKeys()).rejects.toMatchObject(causeOf(code))
      await expect(core.rotateKeys()).rejects.toMatchObject(causeOf(code))
      await vi.advanceTimersByTimeAsync(30_000)
      expect(faults).toEqual([expect.any(KeyRingError)])
      expect(faults).toMatchObject([{ code }])
      expect(core.keys()).toEqual(before)
      expect(holds(core, accessToken)).toBe(true)
      expect(holds(core, await core.createToken(user.id))).toBe(true)
      isBroken = false
      await core.syncKeys()
      await core.close()
    },
  )

  it('T266 a store that does not answer starts nothing, and disturbs nothing that runs', async () => {
    const { server, store } = place()
    const down = rewritten(store, () => {
      throw new Error('disk I/O error')
    })
    await expect(server({ store: down })).rejects.toMatchObject(failsWith('unavailable'))
  })

  it('T267 a ring from a backup is refused while a newer one is known, and so is a fork', async () => {
    const { server, store, advance } = place()
    const backup = await server().then(() => store.readKeyRing())
    const kept: { ring: StoredKeyRing | null } = { ring: null }
    const core = await server({ store: rewritten(store, (ring) => kept.ring ?? ring) })
    advance(60)
    await core.revokeKey(kidAt(core, 0))
    const after = core.keys()
    kept.ring = backup
    await expect(core.syncKeys()).rejects.toMatchObject(causeOf('ring_outdated'))
    kept.ring = { ...backup, version: 2 }
    await expect(core.syncKeys()).rejects.toMatchObject(causeOf('ring_outdated'))
    kept.ring = { version: 0, keys: [] }
    await expect(core.syncKeys()).rejects.toMatchObject(causeOf('ring_outdated'))
    expect(core.keys()).toEqual(after)
    kept.ring = null
    await core.syncKeys()
    expect(core.keys()).toEqual(after)
  })

  it('T269 whoever writes into the database and has not the secret adds no key', async () => {
    const { server, store } = place()
    const core = await server()
    const attacker = place()
    const theirs = await attacker.server({ secrets: other })
    const { accessToken: forged } = await theirs.register({ phone, password })
    const [mine, foreign] = [await store.readKeyRing(), await attacker.store.readKeyRing()]
    const keys = [
      ...mine.keys,
      ...foreign.keys.map((key) => ({ ...key, activatesAt: start + 1000 })),
    ]
    await store.writeKeyRing({ version: 2, keys }, null)
    await expect(core.syncKeys()).rejects.toMatchObject(causeOf('key_unreadable'))
    expect(core.inspectToken(forged).fault).toBe('header_unknown')
    await expect(server()).rejects.toMatchObject(causeOf('key_unreadable'))
  })

  it('keys whose secret is lost are replaced when that is asked for, and by nothing else', async () => {
    const { server, store, advance } = place()
    const before = await server()
    const { accessToken, user } = await before.register({ phone, password })
    advance(60)
    const replaced = await server({ secrets: other, replaceUnreadableKeys: true })
    expect(replaced.keys()).toMatchObject([{ state: 'active', kid: expect.any(String) }])
    expect(publishedBy(replaced)).not.toEqual(publishedBy(before))
    expect(holds(replaced, accessToken)).toBe(false)
    expect(holds(replaced, await replaced.createToken(user.id))).toBe(true)
    const keys = replaced.keys()
    expect((await server({ secrets: other, replaceUnreadableKeys: true })).keys()).toEqual(keys)
    expect((await store.readKeyRing()).version).toBe(2)
  })

  it('a ring whose keys have all retired, as after a repair by hand, has one that issues at once', async () => {
    const { server, store, advance, now } = place()
    const before = await server()
    const { accessToken, user } = await before.register({ phone, password })
    advance(60)
    const { version, keys } = await store.readKeyRing()
    const retired = keys.map((key) => ({ ...key, retiresAt: now() - 1000 }))
    await store.writeKeyRing({ version: version + 1, keys: retired }, null)
    for (const core of [before, await server()]) {
      await core.syncKeys()
      expect(core.keys()).toMatchObject([
        { state: 'retired', retiresAt: now() - 1000 },
        { state: 'active', activatesAt: now(), retiresAt: null },
      ])
      expect(holds(core, accessToken)).toBe(true)
      expect(holds(core, await core.createToken(user.id))).toBe(true)
    }
    expect((await store.readKeyRing()).version).toBe(version + 2)
  })

  it('a ring that is none is replaced too, but not one without a version, nor a store that is down', async () => {
    const { server, store } = await placeWithTwoKeys()
    const replacing = (rewrite: (ring: StoredKeyRing) => unknown): Promise<Core> =>
      server({ store: rewritten(store, rewrite), replaceUnreadableKeys: true })
    await expect(replacing(() => null)).rejects.toMatchObject(causeOf('ring_malformed'))
    const down = replacing(() => {
      throw new Error('disk I/O error')
    })
    await expect(down).rejects.toMatchObject(failsWith('unavailable'))
    expect((await store.readKeyRing()).version).toBe(2)
    const core = await replacing(({ version }) => ({ version, keys: 'none' }))
    expect(core.keys()).toHaveLength(1)
    expect(await store.readKeyRing()).toMatchObject({ version: 3, keys: [{}] })
  })

  it('T069 no error shows a key or a secret', async () => {
    const { server, store } = place()
    await server()
    const error: unknown = await server({ secrets: other }).catch((caught: unknown) => caught)
    const text = `${String(error)} ${String((error as Error).cause)} ${JSON.stringify(error)}`
    expect(text).toContain('cannot be opened')
    for (const { sealedKey } of (await store.readKeyRing()).keys) {
      expect(text).not.toContain(sealedKey.slice(20, 40))
    }
  })

  it('a store that never takes a change is answered unavailable, not asked for ever', async () => {
    const { server, store } = place()
    let asked = 0
    const stubborn: Store = {
      ...store,
      async writeKeyRing() {
        asked += 1
        return false
      },
    }
    await expect(server({ store: stubborn })).rejects.toMatchObject(failsWith('unavailable'))
    expect(asked).toBe(10)
  })
})
