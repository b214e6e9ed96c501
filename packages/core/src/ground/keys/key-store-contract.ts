import assert from 'node:assert/strict'
import {
  atOnce,
  naughty,
  record,
  recorded,
  revoked,
  type StorePromise,
} from '../store/contract-samples.ts'
import type { StoredKey } from './stored-key.ts'

function key(kid: string): StoredKey {
  const sealed = { publicKey: 'x', sealedKey: naughty, createdAt: 1_767_225_600_123 }
  return { kid, ...sealed, activatesAt: 2, retiresAt: null }
}

export const keyPromises: readonly StorePromise[] = [
  {
    title: 'a key ring is empty at first, and kept as it was given',
    async run(store) {
      assert.deepEqual(await store.readKeyRing(), { version: 0, keys: [] })
      assert.equal(await store.readKeyRingVersion(), 0)
      const ring = { version: 1, keys: [key('a'), { ...key('b'), retiresAt: 9 }] }
      assert.equal(await store.writeKeyRing(ring, null, [record('r')]), true)
      assert.deepEqual(await store.readKeyRing(), ring)
      assert.equal(await store.readKeyRingVersion(), 1)
      assert.deepEqual(await recorded(store), ['r'])
      assert.deepEqual(await revoked(store), [])
    },
  },
  {
    title: 'T267 a ring replaces only the one before it; another changes and records nothing',
    async run(store) {
      await store.writeKeyRing({ version: 1, keys: [key('a')] }, null)
      for (const version of [0, 1, 3, -1]) {
        const late = { version, keys: [key('b')] }
        const revocation = { kid: 'a', until: 100 }
        assert.equal(await store.writeKeyRing(late, revocation, [record('x')]), false)
      }
      assert.deepEqual(await store.readKeyRing(), { version: 1, keys: [key('a')] })
      assert.deepEqual([await recorded(store), await revoked(store)], [[], []])
    },
  },
  {
    title: 'of twenty new rings at once one is kept',
    async run(store) {
      const outcomes = await atOnce(20, (n) =>
        store.writeKeyRing({ version: 1, keys: [key(`k${n}`)] }, null, [record(`r${n}`)]),
      )
      assert.equal(outcomes.filter(Boolean).length, 1)
      const { keys } = await store.readKeyRing()
      assert.deepEqual(keys, [key(`k${outcomes.indexOf(true)}`)])
      assert.deepEqual(await recorded(store), [`r${outcomes.indexOf(true)}`])
    },
  },
  {
    title: 'T265 a key revoked is recorded together with the ring',
    async run(store) {
      await store.writeKeyRing({ version: 1, keys: [key('a')] }, null)
      const gone = { kid: 'a', until: 7_000 }
      assert.equal(await store.writeKeyRing({ version: 2, keys: [] }, gone), true)
      const [found] = await store.listRevocations({ after: 0, now: 7_000, limit: 10 })
      const { sequence: _, ...rest } = found ?? {}
      const expected = { kind: 'key', key: 'a', before: null, until: 7_000 }
      assert.deepEqual(rest, { ...expected, reason: 'key_revoked' })
    },
  },
]
