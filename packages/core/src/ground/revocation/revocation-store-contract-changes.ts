import assert from 'node:assert/strict'
import {
  account,
  atOnce,
  end,
  openAll,
  type StorePromise,
  sweepAll,
} from '../store/contract-samples.ts'
import type { Store } from '../store/store.ts'
import { invalidationSeconds } from './change.ts'

/** What is followed after a sequence: `kind key`, in order. */
async function followed(store: Store, after = 0): Promise<string[]> {
  const changes = await store.listChanges({ after, now: 0, limit: 1_000 })
  return changes.map(({ kind, key }) => `${kind} ${key}`)
}

async function last(store: Store): Promise<number> {
  return (await store.listChanges({ after: 0, now: 0, limit: 1_000 })).at(-1)?.sequence ?? 0
}

/** Each of these changes what is remembered of the user 1. */
const changesOfAccount: readonly [string, (store: Store) => Promise<unknown>][] = [
  ['a name', (store) => store.changeAccount('1', { name: 'other' })],
  ['an introduction', (store) => store.changeAccount('1', { intro: 'hello' })],
  ['a picture', (store) => store.changeAccount('1', { avatar: 'a.webp' })],
  ['a level', (store) => store.changeAccount('1', { level: 7 })],
  ['own fields', (store) => store.changeAccount('1', { fields: { department: 'R&D' } })],
  ['roles', (store) => store.changeAccount('1', { roles: ['admin'] })],
  ['a ban', (store) => store.changeAccount('1', { ban: { since: 1, until: null, reason: null } })],
  [
    'what they are found by',
    (store) =>
      store.changeAccount('1', {
        identities: {
          put: [{ kind: 'email', subject: 'a@b.example', verifiedAt: null, createdAt: 1_000 }],
        },
      }),
  ],
  [
    'another account that became theirs',
    async (store) => {
      await store.addAccount(account('2', '+862'))
      const epochs = { kept: { id: '1', ifEpoch: 0 }, gone: { id: '2', ifEpoch: 0 } }
      const merge = { ...epochs, withRoles: false, provable: [], end, challengeKinds: [] }
      assert.equal((await store.mergeAccounts(merge)).outcome, 'merged')
      assert.ok((await followed(store)).includes('account 2'))
    },
  ],
  ['their end', (store) => store.deleteAccount('1', end)],
]

const changesOfAccess: readonly [string, (store: Store) => Promise<unknown>][] = [
  ['a new role', (store) => store.putRole({ name: 'editor', permissions: ['a:b'] })],
  ['what a role holds', (store) => store.putRole({ name: 'editor', permissions: ['a:c'] })],
  ['the end of a role', (store) => store.deleteRole('editor')],
]

export const invalidationPromises: readonly StorePromise[] = [
  {
    title: 'whatever changes an account or a role is followed by its name',
    async run(store) {
      await store.addAccount(account('1'))
      for (const [what, change] of changesOfAccount) {
        const before = await last(store)
        await change(store)
        assert.ok((await followed(store, before)).includes('account 1'), what)
      }
      for (const [what, change] of changesOfAccess) {
        const before = await last(store)
        await change(store)
        assert.ok((await followed(store, before)).includes('access editor'), what)
      }
    },
  },
  {
    title: 'what changes nothing invalidates nothing: a login, a refusal, another account',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a'])
      await store.addAccount(account('2'))
      const before = await last(store)
      await openAll(store, '2', ['b'])
      await store.changeAccount('3', { name: 'nobody' })
      await store.changeAccount('1', { name: 'other', ifEpoch: 9 })
      await store.changeAccount('1', { name: 'other', ifAccess: -1 }).catch(() => undefined)
      await store.deleteRole('nothing')
      assert.deepEqual(await followed(store, before), [])
      await store.changeAccount('2', { name: 'other' })
      assert.ok(!(await followed(store, before)).includes('account 1'))
    },
  },
  {
    title: 'invalidations stand among revocations in the order of their commits, and in no feed',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a'])
      await store.changeAccount('1', { name: 'first' })
      const revoked = await store.revokeToken('t', 100, 'logged_out')
      await store.changeAccount('1', { name: 'second' })
      assert.deepEqual(await followed(store), ['account 1', 'token t', 'account 1'])
      assert.deepEqual(await followed(store, revoked.sequence), ['account 1'])
      const feed = await store.listRevocations({ after: 0, now: 0, limit: 10 })
      assert.deepEqual(feed, [revoked])
    },
  },
  {
    title: 'whoever follows with a cursor misses no invalidation, whatever commits meanwhile',
    async run(store) {
      const ids = Array.from({ length: 20 }, (_, n) => `${n}`)
      for (const id of ids) await store.addAccount(account(id))
      const seen: string[] = []
      let cursor = 0
      let isWriting = true
      const follow = async (): Promise<void> => {
        const found = await store.listChanges({ after: cursor, now: 0, limit: 3 })
        cursor = found.at(-1)?.sequence ?? cursor
        seen.push(...found.map(({ kind, key }) => `${kind} ${key}`))
        if (found.length > 0 || isWriting) {
          await new Promise((resolve) => setImmediate(resolve))
          await follow()
        }
      }
      const following = follow()
      await atOnce(60, async (n) => {
        if (n % 3 === 0) await store.revokeToken(`${n}`, 100, 'logged_out')
        else await store.changeAccount(ids[n % 20] as string, { name: `${n}` })
      })
      isWriting = false
      await following
      assert.deepEqual(seen, await followed(store))
      assert.equal(seen.filter((one) => one.startsWith('account')).length, 40)
    },
  },
  {
    title: 'invalidations are kept as long as anybody may follow them, and swept then',
    async run(store) {
      await store.addAccount(account('1'))
      const from = Math.floor(Date.now() / 1000)
      await store.changeAccount('1', { name: 'other' })
      // The clock of the database may not be this machine's to the second.
      await sweepAll(() => store.sweepRevocations(from + invalidationSeconds - 60))
      assert.deepEqual(await followed(store), ['account 1'])
      await sweepAll(() => store.sweepRevocations(from + invalidationSeconds + 60))
      assert.deepEqual(await followed(store), [])
    },
  },
]
