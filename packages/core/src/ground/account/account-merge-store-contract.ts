import assert from 'node:assert/strict'
import type { Challenge } from '../challenge/challenge.ts'
import type { SessionEnd } from '../session/session-changes.ts'
import {
  account,
  atOnce,
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
import type { Account } from './account-changes.ts'
import type { AccountMerge } from './account-merge-store.ts'
import { type Identity, phoneIdentity } from './identity.ts'
import { everybody } from './user-search-store-contract.ts'

const end: SessionEnd = { reason: 'merged', at: 5_999, revokedUntil: 3_605 }
const email: Identity = { kind: 'email', subject: 'b@x.cn', verifiedAt: 2_000, createdAt: 1_500 }

/** The second account into the first. */
function merge(changes: Partial<AccountMerge> = {}): AccountMerge {
  const [kept, gone] = [
    { id: '1', ifEpoch: 0 },
    { id: '2', ifEpoch: 0 },
  ]
  const how = {
    withRoles: false,
    provable: ['phone', 'email'],
    challengeKinds: ['code/login'],
  } as const
  return { kept, gone, ...how, end, ...changes }
}

function crosswise(): AccountMerge {
  const { kept, gone } = merge()
  return merge({ kept: gone, gone: kept })
}

/** The same account with a proven phone. */
function proven(one: Account): Account {
  return { ...one, identities: one.identities.map((name) => ({ ...name, verifiedAt: 1_200 })) }
}

async function addBoth(store: Store): Promise<void> {
  await store.addAccount(account('1', '+861', { name: null, intro: 'mine', roles: ['a'] }))
  const profile = { name: 'Two', intro: 'theirs', avatar: '/2.png', roles: ['a', 'b'] }
  const two = account('2', '+862', profile)
  await store.addAccount({ ...two, identities: [...two.identities, email] })
}

function question(subject: string): Challenge {
  const [kind, expiresAt] = ['code/login', 9_000]
  return { id: `q ${subject}`, kind, subject, answer: 'x', data: 'd', tries: 5, expiresAt }
}

async function isAsked(store: Store, subject: string): Promise<boolean> {
  const { id, kind, answer } = question(subject)
  const result = await store.answerChallenge({ id, kind, subject, answer, now: 1_000 })
  return result.outcome === 'right'
}

export const mergePromises: readonly StorePromise[] = [
  {
    title:
      'A319 two accounts become one, found by what either was, and its credentials stay as they are',
    async run(store) {
      await addBoth(store)
      await openAll(store, '1', ['mine'])
      await openAll(store, '2', ['a', 'b', 'over'])
      await store.endSessions({ sessionId: 'over' }, { ...end, reason: 'logged_out' })
      const [kept, gone] = [await store.findAccount('1'), await store.findAccount('2')]
      const user = { ...end, revokeUserUntil: 9_000 }
      const how = { end: user, provable: [] }
      const result = await store.mergeAccounts(merge(how), [record('r'), record('s')])
      assert.ok(result.outcome === 'merged')
      assert.deepEqual([result.kept, result.gone], [kept, gone])
      assert.deepEqual(result.revocations.map(({ kind, key }) => `${kind} ${key}`).sort(), [
        'session a',
        'session b',
        'user 2',
      ])
      assert.ok(result.revocations.every(({ reason }) => reason === 'merged'))
      assert.deepEqual(await store.findAccount('1'), {
        user: { ...kept?.user, name: 'Two', avatar: '/2.png', email: 'b@x.cn' },
        identities: [
          ...(kept?.identities ?? []),
          { ...email, createdAt: 5_999 },
          { ...gone?.identities[0], createdAt: 5_999 },
        ],
        credentials: kept?.credentials,
        epoch: 1,
      })
      assert.deepEqual(await openIds(store, '1'), ['mine'])
      for (const name of [phoneIdentity('+862'), email]) {
        assert.equal((await store.findAccountByIdentity(name))?.user.id, '1')
      }
      assert.deepEqual(await recorded(store), ['r', 's'])
      const { users } = await store.searchUsers({ ...everybody, text: 'two' })
      assert.deepEqual(
        users.map(({ id }) => id),
        ['1'],
      )
    },
  },
  {
    title: 'A319 of the account that goes nothing is left but its id, which stays taken',
    async run(store) {
      await addBoth(store)
      await openAll(store, '2', ['a'])
      await store.mergeAccounts(merge())
      assert.equal(await store.findAccount('2'), null)
      assert.equal(await store.findAccess('2'), null)
      assert.equal(await store.findSession('a'), null)
      assert.equal((await store.openSession(opening(session('new', '2')))).outcome, 'stale')
      assert.equal((await store.changeAccount('2', { name: 'x' })).outcome, 'not_found')
      assert.equal(await store.addAccount(account('2', '+869')), 'id_taken')
      assert.equal((await store.mergeAccounts(merge())).outcome, 'not_found')
      assert.equal((await store.mergeAccounts(crosswise())).outcome, 'not_found')
    },
  },
  {
    title: 'A319 roles go over only where it is said, and either way access has moved',
    async run(store) {
      for (const withRoles of [false, true]) {
        const [kept, gone] = [`kept ${withRoles}`, `gone ${withRoles}`]
        await store.addAccount(account(kept, `+861${Number(withRoles)}`, { roles: ['z'] }))
        await store.addAccount(account(gone, `+862${Number(withRoles)}`, { roles: ['b', 'z'] }))
        const { version } = await store.readAccessState()
        const both = { kept: { id: kept, ifEpoch: 0 }, gone: { id: gone, ifEpoch: 0 } }
        await store.mergeAccounts(merge({ ...both, withRoles }), [], { ifAccess: version })
        const roles = (await store.findUser(kept))?.roles
        assert.deepEqual(roles, withRoles ? ['b', 'z'] : ['z'])
        assert.notEqual((await store.readAccessState()).version, version)
      }
    },
  },
  {
    title:
      'A319 A314 what could be proven and never was is nobody’s where something was on the other side',
    async run(store) {
      await store.addAccount(proven(account('1', '+861')))
      await store.addAccount(account('2', '+862', { email: 'never@x.cn', username: 'two' }))
      await store.mergeAccounts(merge())
      const { phone, email: shown, username } = (await store.findUser('1')) ?? {}
      assert.deepEqual([phone, shown, username], ['+861', null, 'two'])
      assert.equal(await store.addAccount(account('3', '+862')), 'added')
      await store.addAccount(proven(account('4', '+864')))
      const both = { kept: { id: '3', ifEpoch: 0 }, gone: { id: '4', ifEpoch: 0 } }
      await store.mergeAccounts(merge(both))
      assert.equal((await store.findUser('3'))?.phone, '+864')
      assert.equal(await store.findAccountByIdentity(phoneIdentity('+862')), null)
    },
  },
  {
    title: 'A319 what cannot be proven here stays with whoever has it, proven or not',
    async run(store) {
      await store.addAccount(account('1', '+861'))
      await store.addAccount(proven(account('2', '+862')))
      await store.mergeAccounts(merge({ provable: [] }))
      const all = (await store.findAccount('1'))?.identities.map(({ subject }) => subject)
      assert.deepEqual(all, ['+861', '+862'])
    },
  },
  {
    title: 'A319 codes on their way to what the account was found by hold no more, and others do',
    async run(store) {
      await addBoth(store)
      const subjects = ['phone +862', 'email b@x.cn', 'phone +861']
      for (const subject of subjects) await store.putChallenge(question(subject))
      await store.putChallenge({ ...question('phone +862'), id: 'other', kind: 'other' })
      await store.mergeAccounts(merge())
      assert.equal(await isAsked(store, 'phone +862'), false)
      assert.equal(await isAsked(store, 'email b@x.cn'), false)
      assert.equal(await isAsked(store, 'phone +861'), true)
      const other = { id: 'other', kind: 'other', subject: 'phone +862', answer: 'x', now: 1_000 }
      assert.equal((await store.answerChallenge(other)).outcome, 'right')
    },
  },
  {
    title: 'A319 where either has changed since it was judged, nothing at all is merged',
    async run(store) {
      await addBoth(store)
      await openAll(store, '2', ['a'])
      const { kept, gone } = merge()
      for (const stale of [{ kept: { ...kept, ifEpoch: 1 } }, { gone: { ...gone, ifEpoch: 1 } }]) {
        const result = await store.mergeAccounts(merge(stale), [record('r')])
        assert.deepEqual(result, { outcome: 'conflict' })
      }
      const { version } = await store.readAccessState()
      const late = store.mergeAccounts(merge(), [record('r')], { ifAccess: version + 9 })
      await assert.rejects(late, { code: 'conflict' })
      const nobody = merge({ gone: { id: '3', ifEpoch: 0 } })
      assert.deepEqual(await store.mergeAccounts(nobody, [record('r')]), { outcome: 'not_found' })
      assert.equal((await store.findUser('1'))?.name, null)
      assert.equal((await store.findUser('2'))?.name, 'Two')
      assert.deepEqual(await openIds(store, '2'), ['a'])
      assert.deepEqual([await recorded(store), await revoked(store)], [[], []])
    },
  },
  {
    title: 'A319 of twenty merges crosswise at once one happens',
    async run(store) {
      await addBoth(store)
      await openAll(store, '1', ['s1'])
      await openAll(store, '2', ['s2'])
      const all = await atOnce(20, (n) => {
        const which = n % 2 === 0 ? merge() : crosswise()
        return store.mergeAccounts({ ...which, provable: [] }, [record(`r${n}`)])
      })
      assert.equal(all.filter(({ outcome }) => outcome === 'merged').length, 1)
      const left = [await store.findAccount('1'), await store.findAccount('2')].flatMap(
        (one) => one ?? [],
      )
      assert.equal(left.length, 1)
      assert.equal(left[0]?.identities.length, 3)
      assert.equal((await revoked(store)).length, 1)
      assert.equal((await recorded(store)).length, 1)
    },
  },
  {
    title:
      'A319 an identity that is added while accounts merge goes over or is refused, and is never lost',
    async run(store) {
      for (let n = 0; n < 10; n += 1) {
        const [kept, gone] = [`k${n}`, `g${n}`]
        await store.addAccount(account(kept, `+861${n}`))
        await store.addAccount(account(gone, `+862${n}`))
        const late = { ...email, subject: `${n}@x.cn` }
        const both = { kept: { id: kept, ifEpoch: 0 }, gone: { id: gone, ifEpoch: 0 } }
        const [added] = await Promise.all([
          store.changeAccount(gone, { identities: { put: [late] } }),
          store.mergeAccounts(merge({ ...both, provable: [] })),
        ])
        const owner = (await store.findAccountByIdentity(late))?.user.id ?? null
        assert.equal(owner, added.outcome === 'changed' ? kept : null)
      }
    },
  },
]
