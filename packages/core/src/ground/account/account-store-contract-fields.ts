import assert from 'node:assert/strict'
import {
  account,
  atOnce,
  end,
  naughty,
  record,
  recorded,
  type StorePromise,
} from '../store/contract-samples.ts'
import { phoneIdentity } from './identity.ts'

const fields = {
  zeta: naughty,
  newsletter: false,
  age: Number.MIN_SAFE_INTEGER,
  rate: 0.1,
  large: 1e300,
  empty: '',
  a_name_of_thirty_two_characters_: '\u0001\n"\\',
}

export const fieldPromises: readonly StorePromise[] = [
  {
    title: "the application's own fields are kept as they were given, however an account is found",
    async run(store) {
      const given = account('1', '+861', { fields })
      assert.equal(await store.addAccount(given), 'added')
      assert.deepEqual(await store.findAccount('1'), given)
      assert.deepEqual(await store.findAccountByIdentity(phoneIdentity('+861')), given)
      assert.deepEqual(await store.findUser('1'), given.user)
      assert.deepEqual(await store.listUsers({ after: null, limit: 2 }), [given.user])
      assert.deepEqual(await store.listUsers({ after: null, limit: 2, ids: ['1'] }), [given.user])
    },
  },
  {
    title:
      'own fields are put in the place of all there were, and where none is left there are none',
    async run(store) {
      const bare = account('1')
      await store.addAccount(bare)
      await store.addAccount(account('2', '+862', { fields: {} }))
      assert.deepEqual(await store.findAccount('2'), account('2', '+862'))
      for (const kept of [{ one: 1 }, fields, { one: 'x', two: true }]) {
        const result = await store.changeAccount('1', { fields: kept })
        assert.ok(result.outcome === 'changed')
        assert.deepEqual(result.account.user, { ...bare.user, fields: kept })
        assert.deepEqual(await store.findUser('1'), { ...bare.user, fields: kept })
      }
      await store.changeAccount('1', { name: 'other' })
      assert.deepEqual((await store.findUser('1'))?.fields, { one: 'x', two: true })
      const cleared = await store.changeAccount('1', { fields: {}, name: '1' })
      assert.ok(cleared.outcome === 'changed')
      assert.deepEqual(cleared.account, bare)
      assert.deepEqual(cleared.before.fields, { one: 'x', two: true })
      assert.deepEqual(await store.findAccount('1'), bare)
    },
  },
  {
    title: 'own fields change only where they are as they were read, in whatever order',
    async run(store) {
      const { user } = account('1', '+861', { fields: { a: 1, bb: '2' } })
      await store.addAccount(account('1', '+861', { fields: { a: 1, bb: '2' } }))
      for (const ifFields of [{}, { a: 1 }, { a: 1, bb: 2 }, { a: 1, bb: '2', c: true }]) {
        const changes = { fields: { c: 3 }, name: 'x', ifFields }
        const { outcome } = await store.changeAccount('1', changes, [record('r')])
        assert.equal(outcome, 'conflict')
      }
      assert.deepEqual(await store.findUser('1'), user)
      assert.deepEqual(await recorded(store), [])
      const right = { fields: { c: 3 }, ifFields: { bb: '2', a: 1 } }
      assert.equal((await store.changeAccount('1', right)).outcome, 'changed')
      const none = { fields: { d: 4 }, ifFields: {} }
      assert.equal((await store.changeAccount('1', none)).outcome, 'conflict')
    },
  },
  {
    title: 'of twenty changes of the same own fields at once, one happens',
    async run(store) {
      await store.addAccount(account('1'))
      const outcomes = await atOnce(20, (n) =>
        store.changeAccount('1', { fields: { n }, ifFields: {} }),
      )
      const winner = outcomes.findIndex(({ outcome }) => outcome === 'changed')
      assert.equal(outcomes.filter(({ outcome }) => outcome === 'conflict').length, 19)
      assert.deepEqual((await store.findUser('1'))?.fields, { n: winner })
    },
  },
  {
    title: 'of two accounts that become one, the own fields that the kept one lacks go over',
    async run(store) {
      await store.addAccount(account('1', '+861', { fields: { a: 1, b: 1 } }))
      await store.addAccount(account('2', '+862', { fields: { b: 2, c: 2 } }))
      const both = { kept: { id: '1', ifEpoch: 0 }, gone: { id: '2', ifEpoch: 0 } }
      const how = { withRoles: false, provable: [], end, challengeKinds: [] }
      const { outcome } = await store.mergeAccounts({ ...both, ...how })
      assert.equal(outcome, 'merged')
      assert.deepEqual((await store.findUser('1'))?.fields, { a: 1, b: 1, c: 2 })
    },
  },
]
