import assert from 'node:assert/strict'
import {
  account,
  anyNumber,
  end,
  openAll,
  openIds,
  opening,
  record,
  recorded,
  revoked,
  type StorePromise,
  session,
} from '../store/contract-samples.ts'
import type { Store } from '../store/store.ts'
import type { Session } from './session.ts'
import type { SessionPlace } from './slices.ts'

const names = (number: number): string[] =>
  Array.from({ length: number }, (_, n) => `s${String(n).padStart(4, '0')}`)

async function pages(store: Store, limit: number): Promise<string[][]> {
  const found: string[][] = []
  for (let after: SessionPlace | null = null; ; ) {
    const page: Session[] = await store.listSessions('1', { after, limit })
    found.push(page.map(({ id }) => id))
    after = page.at(-1) ?? null
    if (page.length < limit) return found
  }
}

export const piledUpPromises: readonly StorePromise[] = [
  {
    title: 'S03 open sessions come in pages that leave none out and show none twice',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '2', ['other'])
      // Many of one moment, as of a storm of logins.
      for (const [n, id] of names(7).entries()) {
        await store.openSession(opening(session(id, '1', n < 5 ? 1_000 : 2_000)))
      }
      await store.endSessions({ sessionId: 's0001' }, end)
      const [s0, , s2, s3, s4, s5, s6] = names(7)
      assert.deepEqual(await openIds(store, '1'), [s5, s6, s0, s2, s3, s4])
      assert.deepEqual(await pages(store, 4), [
        [s5, s6, s0, s2],
        [s3, s4],
      ])
      assert.deepEqual(await pages(store, 1), [[s5], [s6], [s0], [s2], [s3], [s4], []])
      const [newest] = await store.listSessions('1', { after: null, limit: 1 })
      assert.ok(newest)
      await store.endSessions({ sessionId: newest.id }, end)
      const after = await store.listSessions('1', { after: newest, limit: 1 })
      assert.deepEqual([after[0]?.id, after.length], [s6, 1])
    },
  },
  {
    title: 'S03 of too many the least recently used end, however old they are',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a', 'b', 'c', 'd'])
      await store.rotateSession('a', 0, 5_000)
      const given = opening(session('e', '1', 6_000), { maximum: 3 })
      assert.equal((await store.openSession(given)).outcome, 'opened')
      assert.deepEqual(await openIds(store, '1'), ['e', 'd', 'a'])
      assert.deepEqual((await revoked(store)).sort(), ['session b', 'session c'])
    },
  },
  {
    title: 'S03 where far more are open than may be, a login reads no further and does nothing',
    async run(store) {
      await store.addAccount(account('1'))
      const policy = { ...anyNumber, maximum: 2 }
      // `mostRead` of this policy.
      const most = 102
      await openAll(store, '1', names(most + 1))
      const late = opening(session('late', '1', 9_000), policy)
      assert.deepEqual(await store.openSession(late, [record('r')]), { outcome: 'crowded' })
      assert.deepEqual([await revoked(store), await recorded(store)], [[], []])
      assert.equal(await store.findSession('late'), null)
      await store.endSessions({ sessionId: 's0000' }, end)
      const opened = await store.openSession(late)
      assert.ok(opened.outcome === 'opened')
      assert.equal(opened.revocations.length, most - 1)
      assert.equal((await openIds(store, '1')).length, 2)
      // As many as they like is no crowd.
      await openAll(
        store,
        '1',
        names(most + 20).map((id) => `n${id}`),
      )
      const free = opening(session('free', '1', 9_500))
      assert.equal((await store.openSession(free)).outcome, 'opened')
      // Where one for each kind may be, the others of other kinds are not looked at.
      const web = opening(
        { ...session('web', '1', 9_600), deviceKind: 'web' },
        { oneForEachKind: true },
      )
      assert.equal((await store.openSession(web)).outcome, 'opened')
    },
  },
]
