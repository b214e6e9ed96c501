import assert from 'node:assert/strict'
import type { Session } from './session/session.ts'
import type { Account, SessionEnd, Store } from './store/store.ts'

/** One promise of the store's port, kept or broken by `run`. The store is empty at the start. */
export interface StorePromise {
  readonly title: string
  run(store: Store): Promise<void>
}

function account(
  id: string,
  phone: string,
  passwordHash: string | null = `hash of ${id}`,
): Account {
  const profile = { name: id, headPortrait: null, intro: null, level: 0, createdAt: 1_000 }
  return { user: { id, phone, ...profile }, passwordHash }
}

function session(id: string, userId: string, createdAt = 1_000): Session {
  return {
    id,
    userId,
    device: null,
    address: null,
    createdAt,
    usedAt: createdAt,
    counter: 0,
    rotatedAt: createdAt,
    endedAt: null,
    endReason: null,
  }
}

const end: SessionEnd = { reason: 'logged_out', at: 5_000, revokedUntil: 3_605 }
const naughty = `'; DROP TABLE users;-- "\\ 😀 \u202e 张三 %_`

/** What every store has to keep; a test runs each against a store of its own. */
export const storePromises: readonly StorePromise[] = [
  {
    title: 'an account is found by id and by phone, with every field as it was given',
    async run(store) {
      const given: Account = {
        user: {
          id: '17',
          phone: '+8613800138000',
          name: naughty,
          headPortrait: '/static/0.png',
          intro: naughty,
          level: -3,
          createdAt: 1_767_225_600_123,
        },
        passwordHash: 'scrypt:1$x$y',
      }
      assert.equal(await store.addAccount(given), 'added')
      assert.deepEqual(await store.findUser('17'), given.user)
      assert.deepEqual(await store.findAccount('17'), given)
      assert.deepEqual(await store.findAccountByPhone('+8613800138000'), given)
    },
  },
  {
    title: 'what is not there is null',
    async run(store) {
      assert.equal(await store.findUser(naughty), null)
      assert.equal(await store.findAccount('1'), null)
      assert.equal(await store.findAccountByPhone("' OR 1=1--"), null)
      assert.equal(await store.findSession('1'), null)
      assert.equal(await store.updateUser('1', { name: 'x' }), null)
    },
  },
  {
    title: 'an id and a phone belong to one account, and a refused one changes nothing',
    async run(store) {
      await store.addAccount(account('1', '+8613800138000'))
      assert.equal(await store.addAccount(account('1', '+8613800138001')), 'id_taken')
      assert.equal(await store.addAccount(account('2', '+8613800138000')), 'phone_taken')
      assert.equal(await store.findUser('2'), null)
      assert.equal(await store.findAccountByPhone('+8613800138001'), null)
    },
  },
  {
    title: 'A192 of fifty registrations of one phone at once exactly one is added',
    async run(store) {
      const all = Array.from({ length: 50 }, (_, n) => store.addAccount(account(`u${n}`, '+861')))
      const added = (await Promise.all(all)).filter((outcome) => outcome === 'added')
      assert.equal(added.length, 1)
    },
  },
  {
    title: 'what a store gave is a copy',
    async run(store) {
      await store.addAccount(account('1', '+861'))
      const found = await store.findUser('1')
      Object.assign(found ?? {}, { name: 'somebody else' })
      assert.equal((await store.findUser('1'))?.name, '1')
    },
  },
  {
    title: 'users are listed in order of id, page by page',
    async run(store) {
      for (const id of ['b', 'a', 'd', 'c']) await store.addAccount(account(id, `+86${id}`))
      const ids = async (after: string | null): Promise<string[]> =>
        (await store.listUsers({ after, limit: 2 })).map((user) => user.id)
      assert.deepEqual(await ids(null), ['a', 'b'])
      assert.deepEqual(await ids('b'), ['c', 'd'])
      assert.deepEqual(await ids('d'), [])
    },
  },
  {
    title: 'an update changes what it names and nothing else',
    async run(store) {
      const { user } = account('1', '+861')
      await store.addAccount(account('1', '+861'))
      assert.deepEqual(await store.updateUser('1', { intro: 'hello' }), { ...user, intro: 'hello' })
      assert.deepEqual(await store.updateUser('1', { name: 'x', intro: null }), {
        ...user,
        name: 'x',
      })
      assert.deepEqual(await store.findUser('1'), { ...user, name: 'x' })
    },
  },
  {
    title: 'A045 a hash is replaced only while it is still the one it was',
    async run(store) {
      await store.addAccount(account('1', '+861', 'old'))
      assert.equal(await store.replacePasswordHash('1', 'older', 'new'), false)
      const both = [1, 2].map((n) => store.replacePasswordHash('1', 'old', `new ${n}`))
      assert.deepEqual((await Promise.all(both)).sort(), [false, true])
      await store.addAccount(account('2', '+862', null))
      assert.equal(await store.replacePasswordHash('2', null, 'first'), true)
      assert.equal((await store.findAccount('2'))?.passwordHash, 'first')
    },
  },
  {
    title: 'of twenty rotations of one counter exactly one happens',
    async run(store) {
      await store.addAccount(account('1', '+861'))
      await store.addSession(session('s', '1'))
      const all = Array.from({ length: 20 }, () => store.rotateSession('s', 0, 2_000))
      assert.equal((await Promise.all(all)).filter(Boolean).length, 1)
      const found = await store.findSession('s')
      assert.deepEqual([found?.counter, found?.rotatedAt, found?.usedAt], [1, 2_000, 2_000])
    },
  },
  {
    title: 'a session ends once, keeps its reason, and does not rotate afterwards',
    async run(store) {
      await store.addAccount(account('1', '+861'))
      await store.addSession(session('s', '1'))
      assert.equal(await store.endSession('s', end), true)
      assert.equal(await store.endSession('s', { ...end, reason: 'kicked_out' }), false)
      assert.equal(await store.endSession('unknown', end), false)
      assert.equal(await store.rotateSession('s', 0, 6_000), false)
      const ended = { ...session('s', '1'), endedAt: 5_000, endReason: 'logged_out' }
      assert.deepEqual(await store.findSession('s'), ended)
      assert.equal((await store.listRevocations(0, 0)).length, 1)
    },
  },
  {
    title: 'all sessions of a user end but the one named, each with its revocation',
    async run(store) {
      await store.addAccount(account('1', '+861'))
      await store.addAccount(account('2', '+862'))
      for (const [n, id] of ['a', 'b', 'c'].entries()) await store.addSession(session(id, '1', n))
      await store.addSession(session('other', '2'))
      assert.deepEqual(
        (await store.listSessions('1')).map(({ id }) => id),
        ['c', 'b', 'a'],
      )
      assert.deepEqual((await store.endSessions('1', end, 'b')).sort(), ['a', 'c'])
      assert.deepEqual(
        (await store.listSessions('1')).map(({ id }) => id),
        ['b'],
      )
      assert.equal((await store.listSessions('2')).length, 1)
      const keys = (await store.listRevocations(0, 0)).map(({ key }) => key)
      assert.deepEqual(keys.sort(), ['a', 'c'])
    },
  },
  {
    title: 'revocations come in order, after a sequence, as long as they matter',
    async run(store) {
      await store.revokeToken('token/1', 100)
      await store.revokeToken('token/2', 200)
      const all = await store.listRevocations(0, 0)
      assert.deepEqual(
        all.map(({ key, until }) => [key, until]),
        [
          ['token/1', 100],
          ['token/2', 200],
        ],
      )
      const [first, second] = all.map(({ sequence }) => sequence)
      assert.ok(first !== undefined && second !== undefined && first < second)
      assert.deepEqual(
        (await store.listRevocations(first, 0)).map(({ key }) => key),
        ['token/2'],
      )
      assert.deepEqual((await store.listRevocations(0, 100)).length, 2)
      assert.deepEqual(
        (await store.listRevocations(0, 101)).map(({ key }) => key),
        ['token/2'],
      )
    },
  },
]
