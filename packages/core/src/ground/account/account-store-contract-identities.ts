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
import type { Credential } from './credential.ts'
import { type Identity, phoneIdentity } from './identity.ts'

const email: Identity = { kind: 'email', subject: naughty, verifiedAt: 2_000, createdAt: 2_000 }
const totp: Credential = { id: 't', kind: 'totp', data: naughty, version: 1, createdAt: 2_000 }

export const identityPromises: readonly StorePromise[] = [
  {
    title: 'an account is found by each of its identities, and by no longer than it has it',
    async run(store) {
      await store.addAccount(account('1'))
      await store.changeAccount('1', { identities: { put: [email] } })
      assert.equal((await store.findAccountByIdentity(email))?.user.id, '1')
      assert.equal((await store.findAccountByIdentity(phoneIdentity('+861')))?.user.id, '1')
      const kept = await store.findAccount('1')
      assert.deepEqual(kept?.identities, [...account('1').identities, email])
      assert.equal(kept?.user.phone, '+861')
      const removed = await store.changeAccount('1', {
        identities: { remove: [phoneIdentity('+861')] },
      })
      assert.equal(removed.outcome, 'changed')
      assert.equal(await store.findAccountByIdentity(phoneIdentity('+861')), null)
      assert.deepEqual((await store.findAccount('1'))?.identities, [email])
      assert.equal((await store.findUser('1'))?.phone, null)
      assert.equal((await store.listUsers({ after: null, limit: 9 }))[0]?.phone, null)
    },
  },
  {
    title: 'A207 an identity is kept anew when it is shown to be theirs',
    async run(store) {
      const [phone] = account('1').identities
      assert.ok(phone)
      await store.addAccount(account('1'))
      const verified = { ...phone, verifiedAt: 5_000 }
      await store.changeAccount('1', { identities: { put: [verified] } })
      assert.deepEqual((await store.findAccount('1'))?.identities, [verified])
    },
  },
  {
    title: 'an identity of somebody else changes nothing at all, and is free when they are gone',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      const changes = { name: 'x', identities: { put: [email, ...account('1').identities] } }
      const taken = await store.changeAccount('2', changes, [record('r')])
      assert.deepEqual(taken, { outcome: 'identity_taken' })
      assert.deepEqual(await store.findAccount('2'), account('2'))
      assert.equal(await store.findAccountByIdentity(email), null)
      assert.deepEqual(await recorded(store), [])
      await store.deleteAccount('1', end)
      assert.equal((await store.changeAccount('2', changes)).outcome, 'changed')
      assert.equal((await store.findAccountByIdentity(phoneIdentity('+861')))?.user.id, '2')
    },
  },
  {
    title: 'A192 of twenty accounts that take one identity at once one has it',
    async run(store) {
      await atOnce(20, (n) => store.addAccount(account(`u${n}`, `+862${n}`)))
      const outcomes = await atOnce(20, (n) =>
        store.changeAccount(`u${n}`, { identities: { put: [email] } }),
      )
      assert.equal(outcomes.filter(({ outcome }) => outcome === 'changed').length, 1)
      assert.equal(outcomes.filter(({ outcome }) => outcome === 'identity_taken').length, 19)
    },
  },
  {
    title: 'credentials are added, put in the place of what was read, and removed',
    async run(store) {
      const one = account('1')
      await store.addAccount(one)
      const put = (credential: Credential) =>
        store.changeAccount('1', { credentials: { put: [credential] } })
      assert.equal((await put(totp)).outcome, 'changed')
      assert.deepEqual((await store.findAccount('1'))?.credentials, [...one.credentials, totp])
      assert.equal((await put(totp)).outcome, 'conflict')
      const next = { ...totp, data: 'next', version: 2 }
      assert.equal((await put(next)).outcome, 'changed')
      assert.equal((await put(next)).outcome, 'conflict')
      assert.equal((await put({ ...totp, id: 'never', version: 2 })).outcome, 'conflict')
      assert.deepEqual((await store.findAccount('1'))?.credentials, [...one.credentials, next])
      const gone = { credentials: { remove: ['t', 'unknown'] } }
      assert.equal((await store.changeAccount('1', gone)).outcome, 'changed')
      assert.deepEqual(await store.findAccount('1'), one)
    },
  },
  {
    title: 'a credential of one account is none of another',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await store.changeAccount('1', { credentials: { put: [totp] } })
      await store.changeAccount('2', { credentials: { remove: ['t'] } })
      const stolen = { credentials: { put: [{ ...totp, version: 2 }] } }
      assert.equal((await store.changeAccount('2', stolen)).outcome, 'conflict')
      assert.deepEqual((await store.findAccount('1'))?.credentials.at(-1), totp)
      assert.deepEqual(await store.findAccount('2'), account('2'))
    },
  },
]
