import assert from 'node:assert/strict'
import {
  account,
  end,
  naughty,
  opening,
  type StorePromise,
  session,
} from '../store/contract-samples.ts'
import type { Store } from '../store/store.ts'
import type { UserOrder, UserQuery } from './user-search-store.ts'

/** Of the users: the first ten, whoever they are. */
export const everybody: UserQuery = {
  order: 'id',
  after: null,
  limit: 10,
  text: null,
  phone: null,
  ending: null,
  isBanned: null,
  now: 5_000,
  role: null,
  isVerified: null,
  createdFrom: null,
  createdUntil: null,
}

async function idsOf(store: Store, query: Partial<UserQuery>): Promise<string> {
  const { users } = await store.searchUsers({ ...everybody, ...query })
  return users.map(({ id }) => id).join(' ')
}

/** Page by page, as a list is read to its end. */
async function readAll(store: Store, query: Partial<UserQuery>): Promise<string> {
  const seen: string[] = []
  let after = null
  do {
    const { users, next } = await store.searchUsers({ ...everybody, ...query, after })
    seen.push(...users.map(({ id }) => id))
    after = next
  } while (after !== null)
  return seen.join(' ')
}

async function signIn(store: Store, userId: string, at: number): Promise<void> {
  await store.openSession(opening(session(`${userId} at ${at}`, userId, at)))
}

/** a to e: made at 3, 1, 2, 2 and 4 seconds. */
async function addFive(store: Store): Promise<void> {
  const ban = { since: 1_000, until: null, reason: null }
  const people = [
    ['a', { createdAt: 3_000, roles: ['support'] }],
    ['b', { createdAt: 1_000, ban }],
    ['c', { createdAt: 2_000, ban: { ...ban, until: 5_000 } }],
    ['d', { createdAt: 2_000, ban: { ...ban, until: 5_001 }, roles: ['admin', 'support'] }],
    ['e', { createdAt: 4_000, roles: ['admin'] }],
  ] as const
  for (const [n, [id, user]] of people.entries()) {
    const added = account(id, `+861380000000${n}`, user)
    const isProven = id === 'b' || id === 'e'
    const identities = added.identities.map((one) => ({
      ...one,
      verifiedAt: isProven ? 1_000 : null,
    }))
    await store.addAccount({ ...added, identities })
  }
}

export const userSearchPromises: readonly StorePromise[] = [
  {
    title:
      'users are found by any part of the name, by how a phone or the id begins, by how a phone ends',
    async run(store) {
      const people = [
        ['1a', 'Zhang San'],
        ['2a', '100%_sure'],
        ['2b', '张三丰'],
        ['3', null],
        ['4', "O'Hara \\ É"],
      ] as const
      for (const [n, [id, name]] of people.entries()) {
        await store.addAccount(account(id, `+861380000000${n}`, { name }))
      }
      const found = (text: string, more: Partial<UserQuery> = {}): Promise<string> =>
        idsOf(store, { text, ...more })
      assert.equal(await found('g sA'), '1a')
      assert.equal(await found('三'), '2b')
      assert.equal(await found('é'), '4')
      assert.equal(await found("'hara \\"), '4')
      assert.equal(await found('0%_S'), '2a')
      assert.equal(await found('0%s'), '')
      assert.equal(await found('_'), '2a')
      assert.equal(await found('%'), '2a')
      assert.equal(await found('2'), '2a 2b')
      assert.equal(await found('2', { after: { at: 0, id: '2a' } }), '2b')
      assert.equal(await found('+86138'), '')
      assert.equal(await found('x', { phone: '+86138' }), '1a 2a 2b 3 4')
      assert.equal(await found('x', { phone: '+8613800000003' }), '3')
      assert.equal(await found('x', { ending: '3800000003' }), '3')
      assert.equal(await found('x', { ending: '0003' }), '3')
      assert.equal(await found('x', { ending: '0003', phone: '+8613800000001' }), '2a 3')
      assert.equal(await found('张三'), '2b')
      assert.equal(await found('三张'), '')
      assert.equal(await found('  '), '')
      assert.equal(await found(naughty), '')
      assert.equal(await readAll(store, { text: 'x', phone: '+86', limit: 2 }), '1a 2a 2b 3 4')
      await store.changeAccount('3', { name: 'Ölaf' })
      assert.equal(await found('öLA'), '3')
      await store.changeAccount('3', { name: naughty })
      assert.equal(await found('ölaf'), '')
      for (const part of ['DROP TABLE', '😀', '\u202e', '"a":1', 'e\u0301', naughty]) {
        assert.equal(await found(part), '3', part)
      }
      await store.deleteAccount('3', end)
      assert.equal(await found('DROP'), '')
    },
  },
  {
    title: 'users are listed in each order, page by page, each once, those of one moment by id',
    async run(store) {
      await addFive(store)
      for (const [id, at] of [
        ['c', 1_000],
        ['a', 2_000],
        ['c', 3_000],
        ['d', 2_000],
      ] as const) {
        await signIn(store, id, at)
      }
      const orders: Readonly<Record<UserOrder, string>> = {
        id: 'a b c d e',
        newest: 'e a d c b',
        oldest: 'b c d a e',
        last_sign_in: 'c d a',
      }
      for (const [order, ids] of Object.entries(orders) as [UserOrder, string][]) {
        assert.equal(await idsOf(store, { order }), ids)
        for (const limit of [1, 2, 3]) assert.equal(await readAll(store, { order, limit }), ids)
      }
    },
  },
  {
    title: 'the last sign-in is the latest, whatever ended, and leaves with the account',
    async run(store) {
      await addFive(store)
      const last = async (): Promise<Record<string, number | null>> => {
        const { users } = await store.searchUsers(everybody)
        return Object.fromEntries(users.map(({ id, lastSignInAt }) => [id, lastSignInAt]))
      }
      const never = { a: null, b: null, c: null, d: null, e: null }
      assert.deepEqual(await last(), never)
      await signIn(store, 'a', 3_000)
      await signIn(store, 'a', 2_000)
      await store.rotateSession('a at 3000', 0, 9_000)
      assert.deepEqual(await last(), { ...never, a: 3_000 })
      await store.replaceSession('a at 3000', session('new', 'a', 4_000), end)
      await store.endSessions({ sessionId: 'new' }, end)
      assert.deepEqual(await last(), { ...never, a: 4_000 })
      await store.deleteAccount('a', end)
      assert.equal(await idsOf(store, { order: 'last_sign_in' }), '')
    },
  },
  {
    title: 'a list shows who is banned at the moment, has a role, is proven, was made in a time',
    async run(store) {
      await addFive(store)
      for (const id of ['a', 'b', 'c', 'd', 'e']) await signIn(store, id, 1_000)
      const filters: readonly (readonly [Partial<UserQuery>, string])[] = [
        [{ isBanned: true }, 'b d'],
        [{ isBanned: false }, 'a c e'],
        [{ isBanned: true, now: 6_000 }, 'b'],
        [{ role: 'admin' }, 'd e'],
        [{ role: 'support' }, 'a d'],
        [{ role: naughty }, ''],
        [{ isVerified: true }, 'b e'],
        [{ isVerified: false }, 'a c d'],
        [{ createdFrom: 2_000 }, 'a c d e'],
        [{ createdUntil: 2_000 }, 'b'],
        [{ createdFrom: 2_000, createdUntil: 4_000 }, 'a c d'],
        [{ isBanned: true, role: 'admin' }, 'd'],
        [{ isBanned: false, isVerified: false, createdFrom: 3_000 }, 'a'],
        [{ text: 'x', phone: '+86138', isBanned: true }, 'b d'],
        [{ text: 'c', isVerified: true }, ''],
      ]
      for (const [query, ids] of filters) {
        const sorted = ids.split(' ').filter(Boolean)
        for (const order of ['id', 'newest', 'oldest', 'last_sign_in'] as const) {
          const listed = await readAll(store, { ...query, order, limit: 2 })
          assert.deepEqual(listed.split(' ').filter(Boolean).sort(), sorted, `${order} ${ids}`)
        }
        const { counted } = await store.searchUsers({ ...everybody, ...query, limit: 1 })
        assert.deepEqual(counted, { users: sorted.length, isAll: true })
      }
      await store.changeAccount('b', { ban: null })
      await store.changeAccount('e', { roles: [] })
      assert.equal(await idsOf(store, { isBanned: true }), 'd')
      assert.equal(await idsOf(store, { role: 'admin' }), 'd')
      await store.deleteAccount('d', end)
      assert.equal(await idsOf(store, { isBanned: true }), '')
      assert.equal(await idsOf(store, { role: 'admin', order: 'newest' }), '')
    },
  },
]
