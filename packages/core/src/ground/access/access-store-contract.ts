import assert from 'node:assert/strict'
import type { SessionEnd } from '../session/session-changes.ts'
import {
  account,
  naughty,
  openAll,
  openIds,
  record,
  recorded,
  revoked,
  type StorePromise,
} from '../store/contract-samples.ts'
import type { HolderExcept } from './access-state.ts'

export const accessPromises: readonly StorePromise[] = [
  {
    title: 'a store is made with the role admin, which may do everything',
    async run(store) {
      assert.deepEqual(await store.listRoles(), [{ name: 'admin', permissions: ['*'] }])
    },
  },
  {
    title: 'A134 what a user may do is what their roles hold at this moment',
    async run(store) {
      await store.addAccount(account('1', '+861', { roles: ['editor', 'reader'] }))
      await store.addAccount(account('2'))
      assert.equal(await store.findAccess('nobody'), null)
      assert.deepEqual(await store.findAccess('2'), { roles: [], permissions: [] })
      const holds = async (): Promise<string[]> => {
        const access = await store.findAccess('1')
        assert.ok(access)
        return [...access.permissions].sort()
      }
      assert.deepEqual(await holds(), [])
      await store.putRole({ name: 'editor', permissions: ['user:edit', 'user:read'] })
      await store.putRole({ name: 'reader', permissions: ['user:read'] })
      assert.deepEqual(await holds(), ['user:edit', 'user:read'])
      await store.putRole({ name: 'editor', permissions: ['page:*', naughty] })
      assert.deepEqual(await holds(), [naughty, 'page:*', 'user:read'].sort())
      await store.changeAccount('1', { roles: ['reader'] })
      const access = await store.findAccess('1')
      assert.deepEqual(access, { roles: ['reader'], permissions: ['user:read'] })
    },
  },
  {
    title: 'it is known whether anybody may do something, as things are at this moment',
    async run(store) {
      const isHeld = (): Promise<boolean> => store.isPermissionHeld('*')
      await store.putRole({ name: 'owner', permissions: ['user:*', '*'] })
      await store.putRole({ name: 'reader', permissions: ['user:*'] })
      await store.addAccount(account('1', '+861', { roles: ['reader', 'nothing'] }))
      assert.equal(await isHeld(), false)
      await store.addAccount(account('2', '+862', { roles: ['reader', 'owner'] }))
      assert.equal(await isHeld(), true)
      assert.equal(await store.isPermissionHeld('user:*'), true)
      assert.equal(await store.isPermissionHeld('user:read'), false)
      await store.deleteRole('owner')
      assert.equal(await isHeld(), false)
      await store.changeAccount('2', { roles: ['admin'] })
      assert.equal(await isHeld(), true)
      await store.deleteAccount('2', { reason: 'deleted', at: 5_999, revokedUntil: 3_605 })
      assert.equal(await isHeld(), false)
    },
  },
  {
    title: 'A134 S10 a role that is deleted is taken from everybody, and comes back to nobody',
    async run(store) {
      const editor = { name: 'editor', permissions: ['user:edit'] }
      await store.addAccount(account('1', '+861', { roles: ['editor'] }))
      await store.addAccount(account('2', '+862', { roles: ['admin', 'editor', 'reader'] }))
      await store.addAccount(account('3', '+863', { roles: ['editors'] }))
      await store.putRole(editor, [record('put')])
      assert.equal(await store.deleteRole('editor', [record('deleted')]), true)
      assert.equal(await store.deleteRole('editor', [record('x')]), false)
      await store.putRole(editor)
      assert.deepEqual(await store.findAccess('1'), { roles: [], permissions: [] })
      assert.deepEqual((await store.findUser('2'))?.roles, ['admin', 'reader'])
      assert.deepEqual((await store.findUser('3'))?.roles, ['editors'])
      assert.deepEqual(await recorded(store), ['put', 'deleted'])
    },
  },
  {
    title: 'some holders of a permission can be left out of the question',
    async run(store) {
      const isHeld = (except: HolderExcept): Promise<boolean> => store.isPermissionHeld('*', except)
      await store.putRole({ name: 'owner', permissions: ['*'] })
      await store.addAccount(account('1', '+861', { roles: ['owner'] }))
      assert.equal(await isHeld({ userId: '1' }), false)
      assert.equal(await isHeld({ userId: '2' }), true)
      assert.equal(await isHeld({ role: 'owner' }), false)
      assert.equal(await isHeld({ role: 'admin' }), true)
      await store.changeAccount('1', { roles: ['owner', 'admin'] })
      assert.equal(await isHeld({ role: 'owner' }), true)
      await store.changeAccount('1', { ban: { since: 10, until: 20, reason: null } })
      assert.equal(await isHeld({}), true)
      assert.equal(await isHeld({ bannedAt: 19 }), false)
      assert.equal(await isHeld({ bannedAt: 20 }), true)
      await store.changeAccount('1', { ban: { since: 10, until: null, reason: null } })
      assert.equal(await isHeld({ bannedAt: 1e12 }), false)
    },
  },
  {
    title:
      'how many have each role is counted up to a limit of people, and it is known whether that was all',
    async run(store) {
      const held = async (most: number): Promise<unknown> => {
        const { counts, isAll } = await store.countHolders(most)
        const named = counts.map(({ role, users }) => `${role}: ${users}`)
        return { counts: named.sort(), isAll }
      }
      await store.addAccount(account('0', '+860'))
      assert.deepEqual(await held(9), { counts: [], isAll: true })
      await store.addAccount(account('1', '+861', { roles: ['editor', naughty] }))
      await store.addAccount(account('2', '+862', { roles: ['editor'] }))
      await store.addAccount(account('3', '+863', { roles: ['editor'] }))
      const all = { counts: [`${naughty}: 1`, 'editor: 3'].sort(), isAll: true }
      assert.deepEqual(await held(9), all)
      assert.deepEqual(await held(3), all)
      const { counts, isAll } = await store.countHolders(2)
      assert.equal(isAll, false)
      assert.equal(counts.find(({ role }) => role === 'editor')?.users, 2)
    },
  },
  {
    title: 'S02 the version of all access moves with whatever changes it, and with nothing else',
    async run(store) {
      const moves = async (change: () => Promise<unknown>): Promise<boolean> => {
        const { version } = await store.readAccessState()
        await change()
        return (await store.readAccessState()).version > version
      }
      const ban = { since: 1, until: null, reason: null }
      const deleted: SessionEnd = { reason: 'deleted', at: 5_999, revokedUntil: 3_605 }
      const moving: (() => Promise<unknown>)[] = [
        () => store.putRole({ name: 'editor', permissions: [] }),
        () => store.addAccount(account('1', '+861', { roles: ['editor'] })),
        () => store.changeAccount('1', { roles: ['admin'] }),
        () => store.changeAccount('1', { ban }),
        () => store.changeAccount('1', { ban: null }),
        () => store.deleteAccount('1', deleted),
        () => store.deleteRole('editor'),
      ]
      for (const [n, change] of moving.entries()) assert.equal(await moves(change), true, `${n}`)
      const others: (() => Promise<unknown>)[] = [
        () => store.addAccount(account('2', '+862')),
        () => store.changeAccount('2', { name: 'another', moveEpoch: true }),
        () => store.changeAccount('2', { ban }),
        () => store.deleteRole('nothing'),
        () => store.deleteAccount('2', deleted),
      ]
      for (const [n, change] of others.entries()) assert.equal(await moves(change), false, `${n}`)
    },
  },
  {
    title: 'S02 what was judged under another version changes nothing at all',
    async run(store) {
      const sessionEnd: SessionEnd = { reason: 'kicked_out', at: 5_999, revokedUntil: 3_605 }
      await store.putRole({ name: 'editor', permissions: [] })
      await store.addAccount(account('1'))
      await openAll(store, '1', ['s'])
      const { version } = await store.readAccessState()
      await store.putRole({ name: 'reader', permissions: [] })
      const late = { ifAccess: version }
      const audit = [record('x')]
      const refused: (() => Promise<unknown>)[] = [
        () => store.addAccount(account('2', '+862', { roles: ['editor'] }), audit, late),
        () => store.addAccount(account('3', '+863'), audit, { ...late, isSetup: true }),
        () => store.addAccount(account('4', '+864'), audit, late),
        () => store.changeAccount('1', { name: 'another', ...late }, audit),
        () => store.changeAccount('1', { roles: ['editor'], ...late }, audit),
        () => store.changeAccount('nobody', { name: 'another', ...late }, audit),
        () => store.deleteAccount('1', sessionEnd, audit, late),
        () => store.endSessions({ userId: '1', except: null }, sessionEnd, audit, late),
        () => store.endSessions({ sessionId: 's' }, sessionEnd, audit, late),
        () => store.putRole({ name: 'editor', permissions: ['*'] }, audit, late),
        () => store.deleteRole('editor', audit, late),
      ]
      const before = await store.findAccount('1')
      for (const [n, change] of refused.entries()) {
        await assert.rejects(change, { code: 'conflict' }, `${n}`)
      }
      assert.deepEqual(await store.findAccount('1'), before)
      assert.deepEqual(await openIds(store, '1'), ['s'])
      assert.deepEqual(await recorded(store), [])
      assert.deepEqual(await revoked(store), [])
      assert.equal((await store.readAccessState()).version, version + 1)
      assert.equal((await store.readAccessState()).setups, 0)
      const now = { ifAccess: version + 1 }
      await store.changeAccount('1', { name: 'another', ...now })
      assert.equal(
        await store.addAccount(account('3', '+863'), [], { ...now, isSetup: true }),
        'added',
      )
      assert.deepEqual(await store.readAccessState(), { version: version + 2, setups: 1 })
    },
  },
  {
    title: 'S02 of twenty changes judged under one version one happens',
    async run(store) {
      const { version: ifAccess } = await store.readAccessState()
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          store.addAccount(account(`${n}`, `+86${n}`, { roles: ['admin'] }), [], { ifAccess }),
        ),
      )
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
      assert.equal((await store.listUsers({ after: null, limit: 50 })).length, 1)
    },
  },
  {
    title: 'roles are listed with what they hold, as copies',
    async run(store) {
      const given = { name: 'b', permissions: ['user:edit', 'user:read'] }
      await store.putRole(given)
      await store.putRole({ name: 'a', permissions: [] })
      given.permissions.push('*')
      for (const { permissions } of await store.listRoles()) Object.assign(permissions, ['*'])
      const all = await store.listRoles()
      assert.deepEqual(
        [...all].sort((one, other) => (one.name < other.name ? -1 : 1)),
        [
          { name: 'a', permissions: [] },
          { name: 'admin', permissions: ['*'] },
          { name: 'b', permissions: ['user:edit', 'user:read'] },
        ],
      )
    },
  },
]
