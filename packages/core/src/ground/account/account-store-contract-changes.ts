import assert from 'node:assert/strict'
import type { SessionEnd } from '../session/session-changes.ts'
import {
  account,
  atOnce,
  naughty,
  openAll,
  openIds,
  otherPassword,
  record,
  recorded,
  revoked,
  type StorePromise,
  session,
} from '../store/contract-samples.ts'
import type { AccountChangeOutcome, EndOfSessions } from './account-changes.ts'

const end: SessionEnd = { reason: 'banned', at: 5_999, revokedUntil: 3_605 }

export const changePromises: readonly StorePromise[] = [
  {
    title: 'a change names what changes, and nothing else does',
    async run(store) {
      const before = account('1', '+861', { intro: 'hello', roles: ['a'], level: 1 })
      await store.addAccount(before)
      await store.addAccount(account('2'))
      const ban = { since: 1, until: 2, reason: naughty }
      const changes = [
        { name: naughty },
        { intro: null },
        { avatar: '/static/1.png' },
        { level: null },
        { roles: [] },
        { roles: ['b', naughty] },
        { ban },
        { ban: null },
        { name: null, level: 9 },
        {},
      ]
      let user = before.user
      for (const [n, change] of changes.entries()) {
        const known = user
        user = { ...user, ...change }
        const outcome = await store.changeAccount('1', change, [record(`r${n}`)])
        const expected = { ...before, user }
        assert.deepEqual(outcome, {
          outcome: 'changed',
          account: expected,
          before: known,
          revocations: [],
        })
        assert.deepEqual(await store.findAccount('1'), expected)
      }
      assert.deepEqual(await store.findAccount('2'), account('2'))
      assert.equal((await recorded(store)).length, changes.length)
    },
  },
  {
    title: 'of changes at once each says what was there before, and nothing is said twice',
    async run(store) {
      await store.addAccount(account('1'))
      const outcomes = await atOnce(20, (n) => store.changeAccount('1', { avatar: `/${n}.png` }))
      const before = outcomes.map((result) => {
        assert.ok(result.outcome === 'changed')
        return result.before.avatar
      })
      const last = (await store.findUser('1'))?.avatar
      const all = Array.from({ length: 20 }, (_, n) => `/${n}.png`)
      assert.deepEqual([...before, last].sort(), [...all, null].sort())
    },
  },
  {
    title: 'A045 a hash is replaced only while it is still the one it was',
    async run(store) {
      const one = account('1')
      await store.addAccount(one)
      const hash = otherPassword(one, 'new')
      for (const version of [1, 3]) {
        const credentials = { put: [{ ...hash, version }] }
        const outcome = await store.changeAccount('1', { credentials })
        assert.deepEqual(outcome, { outcome: 'conflict' })
      }
      const outcomes = await atOnce(20, (n) =>
        store.changeAccount('1', { credentials: { put: [otherPassword(one, `new ${n}`)] } }),
      )
      const winners = outcomes.flatMap(({ outcome }, n) => (outcome === 'changed' ? [n] : []))
      assert.equal(winners.length, 1)
      const kept = await store.findAccount('1')
      assert.deepEqual(kept?.credentials, [otherPassword(one, `new ${winners[0]}`)])
      const bare = account('2', '+862', {}, null)
      await store.addAccount(bare)
      const first = { credentials: { put: [otherPassword(bare, 'first')] } }
      assert.equal((await store.changeAccount('2', first)).outcome, 'changed')
      assert.equal((await store.findAccount('2'))?.credentials[0]?.data, 'first')
    },
  },
  {
    title: 'where one condition does not hold, nothing at all is changed, ended or recorded',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s'])
      const all = { name: 'x', moveEpoch: true, endSessions: { end, except: null } } as const
      for (const condition of [
        { ifEpoch: 1 },
        { credentials: { put: [{ ...otherPassword(account('1'), 'new'), version: 3 }] } },
        { credentials: { put: [otherPassword(account('1'), 'new')] }, ifEpoch: 1 },
        {
          credentials: { put: [{ ...otherPassword(account('1'), 'new'), version: 3 }] },
          ifEpoch: 0,
        },
      ]) {
        const outcome = await store.changeAccount('1', { ...all, ...condition }, [record('r')])
        assert.deepEqual(outcome, { outcome: 'conflict' })
      }
      assert.deepEqual(await store.findAccount('1'), account('1'))
      assert.deepEqual(await openIds(store, '1'), ['s'])
      assert.deepEqual(await revoked(store), [])
      assert.deepEqual(await recorded(store), [])
    },
  },
  {
    title: 'A154 of twenty changes under one epoch that move it, one happens',
    async run(store) {
      await store.addAccount(account('1'))
      const outcomes = await atOnce(20, (n) =>
        store.changeAccount('1', { ifEpoch: 0, moveEpoch: true, name: `n${n}` }, [record(`r${n}`)]),
      )
      const winner = outcomes.findIndex(({ outcome }) => outcome === 'changed')
      assert.equal(outcomes.filter(({ outcome }) => outcome === 'conflict').length, 19)
      const found = await store.findAccount('1')
      assert.deepEqual([found?.epoch, found?.user.name], [1, `n${winner}`])
      assert.deepEqual(await recorded(store), [`r${winner}`])
    },
  },
  {
    title:
      'A129 a change ends the other sessions in the same transaction, each with its revocation',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '1', ['a', 'b', 'c'])
      await openAll(store, '2', ['other'])
      const changes = { moveEpoch: true, endSessions: { end, except: 'b' } }
      const result = await store.changeAccount('1', changes, [record('r')])
      assert.ok(result.outcome === 'changed')
      assert.equal(result.account.epoch, 1)
      const listed = await store.listRevocations({ after: 0, now: 0, limit: 10 })
      assert.deepEqual(result.revocations, listed)
      assert.deepEqual(listed.map(({ key }) => key).sort(), ['a', 'c'])
      for (const { kind, before, until, reason } of listed) {
        assert.deepEqual([kind, before, until, reason], ['session', null, 3_605, 'banned'])
      }
      assert.deepEqual(await openIds(store, '1'), ['b'])
      assert.deepEqual(await openIds(store, '2'), ['other'])
      const ended = await store.findSession('a')
      assert.deepEqual([ended?.endedAt, ended?.endReason], [5_999, 'banned'])
    },
  },
  {
    title: 'a change that ends sessions revokes tokens without one where it is asked to',
    async run(store) {
      await store.addAccount(account('1'))
      await openAll(store, '1', ['a'])
      const everything = { end: { ...end, revokeUserUntil: 9_000 }, except: null }
      const result = await store.changeAccount('1', { endSessions: everything })
      assert.ok(result.outcome === 'changed')
      const last = result.revocations.at(-1)
      assert.ok(last)
      const { sequence: _, ...fields } = last
      const expected = { kind: 'user', key: '1', before: 5, until: 9_000, reason: 'banned' }
      assert.deepEqual(fields, expected)
      assert.deepEqual(await revoked(store), ['session a', 'user 1'])
      // Only what asks for it moves the epoch.
      assert.equal(result.account.epoch, 0)
    },
  },
  {
    title: 'S13 a session that goes on is renewed in the same transaction, or nothing changes',
    async run(store) {
      await store.addAccount(account('1'))
      await store.addAccount(account('2'))
      await openAll(store, '1', ['mine', 'other'])
      await openAll(store, '2', ['theirs'])
      const renewal = (id: string): NonNullable<EndOfSessions['renewal']> => ({
        session: session(id, '1'),
        end: { ...end, reason: 'renewed' },
      })
      const change = (except: string | null, id: string): Promise<AccountChangeOutcome> =>
        store.changeAccount('1', {
          name: id,
          moveEpoch: true,
          endSessions: { end, except, renewal: renewal(id) },
        })
      const result = await change('mine', 'next')
      assert.ok(result.outcome === 'changed')
      assert.deepEqual(result.revocations.map(({ key, reason }) => `${key} ${reason}`).sort(), [
        'mine renewed',
        'other banned',
      ])
      assert.deepEqual(await store.findSession('next'), session('next', '1'))
      for (const except of ['mine', 'theirs', 'unknown', null]) {
        assert.deepEqual(await change(except, 'late'), { outcome: 'conflict' }, String(except))
      }
      assert.deepEqual(await openIds(store, '1'), ['next'])
      assert.deepEqual(await openIds(store, '2'), ['theirs'])
      assert.equal((await store.findUser('1'))?.name, 'next')
      assert.equal((await store.findAccount('1'))?.epoch, 1)
    },
  },
]
