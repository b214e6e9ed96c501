import assert from 'node:assert/strict'
import { account, naughty, record, recorded, type StorePromise } from './samples.ts'

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
      const holds = async (): Promise<string[] | undefined> =>
        [...((await store.findAccess('1'))?.permissions ?? [])].sort()
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
    title: 'A134 users keep the name of a deleted role, which then means nothing',
    async run(store) {
      await store.addAccount(account('1', '+861', { roles: ['editor'] }))
      await store.putRole({ name: 'editor', permissions: ['user:edit'] }, [record('put')])
      assert.equal(await store.deleteRole('editor', [record('deleted')]), true)
      assert.equal(await store.deleteRole('editor', [record('x')]), false)
      assert.deepEqual(await store.findAccess('1'), { roles: ['editor'], permissions: [] })
      assert.deepEqual((await store.findUser('1'))?.roles, ['editor'])
      assert.deepEqual(await recorded(store), ['put', 'deleted'])
    },
  },
  {
    title: 'roles are listed with what they hold, as copies',
    async run(store) {
      const given = { name: 'b', permissions: ['user:edit', 'user:read'] }
      await store.putRole(given)
      await store.putRole({ name: 'a', permissions: [] })
      given.permissions.push('*')
      const listed = await store.listRoles()
      Object.assign(listed[0]?.permissions ?? [], ['*'])
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
