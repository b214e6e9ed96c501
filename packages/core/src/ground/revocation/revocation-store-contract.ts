import assert from 'node:assert/strict'
import {
  account,
  atOnce,
  end,
  openAll,
  record,
  recorded,
  revoked,
  type StorePromise,
  sweepAll,
} from '../store/contract-samples.ts'

export const revocationPromises: readonly StorePromise[] = [
  {
    title: 'the revocation of a token is answered as it is listed',
    async run(store) {
      const given = await store.revokeToken('t', 100, 'logged_out', [record('r')])
      const { sequence, ...rest } = given
      const expected = { kind: 'token', key: 't', before: null, until: 100, reason: 'logged_out' }
      assert.deepEqual(rest, expected)
      assert.ok(Number.isSafeInteger(sequence) && sequence > 0)
      assert.deepEqual(await store.listRevocations({ after: 0, now: 0, limit: 10 }), [given])
      assert.deepEqual(await recorded(store), ['r'])
    },
  },
  {
    title: 'A126 revocations come in order, after a sequence, as long as they matter',
    async run(store) {
      const first = await store.revokeToken('1', 100, 'logged_out')
      const second = await store.revokeToken('2', 200, 'logged_out')
      const third = await store.revokeToken('3', 150, 'key_revoked')
      assert.ok(first.sequence < second.sequence && second.sequence < third.sequence)
      const keys = async (after: number, now: number, limit = 10): Promise<string[]> =>
        (await store.listRevocations({ after, now, limit })).map(({ key }) => key)
      assert.deepEqual(await keys(0, 0), ['1', '2', '3'])
      assert.deepEqual(await keys(0, 0, 2), ['1', '2'])
      assert.deepEqual(await keys(first.sequence, 0), ['2', '3'])
      assert.deepEqual(await keys(third.sequence, 0), [])
      assert.deepEqual(await keys(0, 100), ['1', '2', '3'])
      assert.deepEqual(await keys(0, 101), ['2', '3'])
      assert.deepEqual(await keys(0, 101, 1), ['2'])
      assert.deepEqual(await keys(0, 201), [])
    },
  },
  {
    title: 'A194 whoever follows with a cursor misses none, whatever commits meanwhile',
    async run(store) {
      const ids = Array.from({ length: 40 }, (_, n) => `${n}`)
      for (const id of ids) {
        await store.addAccount(account(id))
        await openAll(store, id, [`session of ${id}`])
      }
      const seen: { sequence: number; key: string }[] = []
      let isWriting = true
      const follow = async (): Promise<void> => {
        const page = { after: seen.at(-1)?.sequence ?? 0, now: 0, limit: 7 }
        // Asked before: what is read meanwhile may be from before the last of them.
        const mayMiss = isWriting
        const found = await store.listRevocations(page)
        seen.push(...found)
        if (found.length > 0 || mayMiss) await nextTurn().then(follow)
      }
      const following = follow()
      await atOnce(120, async (n) => {
        const id = ids[n % 40] as string
        if (n < 40) await store.revokeToken(`token ${n}`, 100, 'logged_out')
        else if (n < 80) await store.endSessions({ userId: id, except: null }, end)
        else await store.deleteAccount(id, { ...end, revokeUserUntil: 9_000 })
      })
      isWriting = false
      await following
      const all = await store.listRevocations({ after: 0, now: 0, limit: 1_000 })
      assert.deepEqual(seen, all)
      assert.equal(new Set(all.map(({ sequence }) => sequence)).size, 120)
      assert.equal(new Set(all.map(({ kind, key }) => `${kind} ${key}`)).size, 120)
    },
  },
  {
    title: 'a listener hears that something was revoked, until it stops listening',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a', 'b'])
      const heard: string[] = []
      const listen = (name: string): [Promise<void>, () => void] => {
        let stop: () => void = () => undefined
        const called = new Promise<void>((resolve) => {
          stop = store.onChange(() => {
            heard.push(name)
            resolve()
          })
        })
        return [called, stop]
      }
      const [first, stopFirst] = listen('first')
      await store.endSessions({ sessionId: 'a' }, end)
      await first
      stopFirst()
      const before = heard.length
      const [second, stopSecond] = listen('second')
      await store.endSessions({ sessionId: 'b' }, end)
      await second
      stopSecond()
      assert.ok(heard.slice(before).every((name) => name === 'second'))
    },
  },
  {
    title: 'A126 a revocation leaves when no token can need it, and not a second earlier',
    async run(store) {
      await store.revokeToken('100', 100, 'logged_out')
      await store.revokeToken('101', 101, 'logged_out')
      const last = await store.revokeToken('102', 102, 'logged_out')
      assert.equal(await sweepAll(() => store.sweepRevocations(101)), 1)
      assert.deepEqual(await revoked(store), ['token 101', 'token 102'])
      assert.equal(await sweepAll(() => store.sweepRevocations(1_000)), 2)
      const next = await store.revokeToken('new', 2_000, 'logged_out')
      assert.ok(next.sequence > last.sequence, 'no sequence comes twice: cursors rely on it')
    },
  },
]

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
