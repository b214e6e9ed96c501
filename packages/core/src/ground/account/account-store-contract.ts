import assert from 'node:assert/strict'
import {
  account,
  atOnce,
  everyEntry,
  naughty,
  record,
  recorded,
  type StorePromise,
} from '../store/contract-samples.ts'
import type { Account } from './account-changes.ts'
import { phoneIdentity } from './identity.ts'

export const accountPromises: readonly StorePromise[] = [
  {
    title: 'A191 an account is found by id and by phone, with every field as it was given',
    async run(store) {
      const given: Account = {
        user: {
          id: naughty,
          phone: '+8613800138000',
          email: naughty,
          username: 'zhang san',
          name: naughty,
          avatar: '/static/0.png',
          intro: naughty,
          level: -3,
          roles: ['admin', naughty],
          ban: { since: 1_767_225_600_123, until: null, reason: naughty },
          createdAt: 1_767_225_600_123,
        },
        identities: [
          { kind: 'phone', subject: '+8613800138000', verifiedAt: null, createdAt: 1_000 },
          { kind: 'email', subject: naughty, verifiedAt: 1_767_225_600_123, createdAt: 1_001 },
          { kind: 'email', subject: 'zhang@example.com', verifiedAt: 2_000, createdAt: 2_000 },
          { kind: 'username', subject: 'zhang san', verifiedAt: null, createdAt: 2_000 },
        ],
        credentials: [
          { id: naughty, kind: 'password', data: 'scrypt:1$x$y', version: 3, createdAt: 1_000 },
          { id: 'other', kind: 'totp', data: naughty, version: 1, createdAt: 1_001 },
        ],
        epoch: 7,
      }
      assert.equal(await store.addAccount(given), 'added')
      assert.deepEqual(await store.findUser(naughty), given.user)
      assert.deepEqual(await store.findAccount(naughty), given)
      assert.deepEqual(await store.findAccountByIdentity(phoneIdentity('+8613800138000')), given)
      const email = { kind: 'email', subject: naughty } as const
      assert.deepEqual(await store.findAccountByIdentity(email), given)
      assert.equal(await store.findAccountByIdentity(phoneIdentity(naughty)), null)
      const bare = account('2', null, { name: null, level: null }, null)
      const until = { ...bare, user: { ...bare.user, ban: { since: 1, until: 2, reason: null } } }
      assert.equal(await store.addAccount(until), 'added')
      assert.deepEqual(await store.findAccount('2'), until)
    },
  },
  {
    title: 'what is not there is null, and nothing is recorded of it',
    async run(store) {
      assert.equal(await store.findUser(naughty), null)
      assert.equal(await store.findAccount('1'), null)
      assert.equal(await store.findAccountByIdentity(phoneIdentity("' OR 1=1--")), null)
      assert.equal(await store.findAccountByIdentity(phoneIdentity('')), null)
      const change = await store.changeAccount('1', { name: 'x' }, [record('a')])
      assert.deepEqual(change, { outcome: 'not_found' })
      const end = { reason: 'deleted', at: 1, revokedUntil: 1 } as const
      assert.equal(await store.deleteAccount('1', end, [record('b')]), null)
      assert.deepEqual(await recorded(store), [])
    },
  },
  {
    title: 'an id and a phone belong to one account, and a refused one changes nothing',
    async run(store) {
      assert.equal(await store.addAccount(account('1', '+861'), [record('first')]), 'added')
      const sameId = account('1', '+862', { name: 'another' })
      assert.equal(await store.addAccount(sameId, [record('second')]), 'id_taken')
      assert.equal(
        await store.addAccount(account('2', '+861'), [record('third')]),
        'identity_taken',
      )
      assert.equal(await store.findUser('2'), null)
      assert.equal(await store.findAccountByIdentity(phoneIdentity('+862')), null)
      assert.deepEqual(await store.findAccount('1'), account('1', '+861'))
      assert.deepEqual(await recorded(store), ['first'])
    },
  },
  {
    title: 'what is recorded of a change may tell what was before, however many change at once',
    async run(store) {
      await store.addAccount(account('1', '+861', { name: 'n' }))
      await atOnce(10, (n) =>
        store.changeAccount('1', { name: `n${n}` }, (before) => [
          record(`to n${n}`, { detail: { before: before.name ?? '' } }),
        ]),
      )
      const entries = await store.listAudit({ ...everyEntry, limit: 20 })
      const steps = entries.reverse().map(({ id, detail }) => `${detail?.before} ${id}`)
      let name = 'n'
      for (const step of steps) {
        assert.ok(step.startsWith(`${name} to `), steps.join())
        name = step.split(' to ')[1] ?? ''
      }
      assert.equal((await store.findUser('1'))?.name, name)
      const outcome = await store.changeAccount('nobody', { name: 'x' }, () => [record('r')])
      assert.equal(outcome.outcome, 'not_found')
      assert.equal((await recorded(store)).length, 10)
    },
  },
  {
    title: 'A192 of fifty registrations of one phone at once exactly one is added',
    async run(store) {
      const outcomes = await atOnce(50, (n) =>
        store.addAccount(account(`u${n}`, '+861'), [record(`r${n}`)]),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'added').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'identity_taken').length, 49)
      const users = await store.listUsers({ after: null, limit: 100 })
      assert.deepEqual(
        users.map(({ id }) => id),
        [`u${outcomes.indexOf('added')}`],
      )
      assert.equal((await recorded(store)).length, 1)
    },
  },
  {
    title: 'A192 of fifty registrations of one id at once exactly one is added',
    async run(store) {
      const outcomes = await atOnce(50, (n) => store.addAccount(account('u', `+86${n}`)))
      assert.equal(outcomes.filter((outcome) => outcome === 'added').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'id_taken').length, 49)
    },
  },
  {
    title: 'what a store gave or was given is a copy',
    async run(store) {
      const given = account('1', '+861', { roles: ['a'] })
      await store.addAccount(given)
      Object.assign(given.user, { name: 'somebody else' })
      ;(given.user.roles as string[]).push('admin')
      const found = await store.findUser('1')
      assert.ok(found)
      Object.assign(found, { name: 'somebody else' })
      Object.assign(found.roles, ['admin'])
      assert.deepEqual((await store.findUser('1'))?.name, '1')
      assert.deepEqual((await store.findUser('1'))?.roles, ['a'])
    },
  },
  {
    title: 'users are listed in order of id, page by page, each once',
    async run(store) {
      const ids = ['b', 'B', '10', '2', 'a', '-', '_', '01915f', 'Z', 'é', '张']
      await atOnce(ids.length, (n) => store.addAccount(account(ids[n] as string, `+861${n}`)))
      const seen: string[] = []
      for (;;) {
        const page = await store.listUsers({ after: seen.at(-1) ?? null, limit: 2 })
        assert.ok(page.length <= 2)
        seen.push(...page.map(({ id }) => id))
        if (page.length < 2) break
      }
      assert.deepEqual(seen, [...ids].sort())
    },
  },
  {
    title: 'many users are found at once by their ids, each once, and nobody else',
    async run(store) {
      for (const [n, id] of ['1', '2', '3', naughty].entries()) {
        await store.addAccount(account(id, `+861380000000${n}`))
      }
      const found = async (ids: readonly string[], limit = 10): Promise<string[]> =>
        (await store.listUsers({ after: null, limit, ids })).map(({ id }) => id)
      assert.deepEqual(await found(['3', 'nobody', '1', '3']), ['1', '3'])
      assert.deepEqual(await found([naughty]), [naughty])
      assert.deepEqual(await found([]), [])
      assert.deepEqual(await found(['1', '2', '3'], 2), ['1', '2'])
    },
  },
]
