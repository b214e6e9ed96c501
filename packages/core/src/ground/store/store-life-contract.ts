import assert from 'node:assert/strict'
import { account, end, type StorePromise, sweepAll } from './contract-samples.ts'

export const lifePromises: readonly StorePromise[] = [
  {
    title: 'S27 tells the time that everybody on it goes by, or that there is one clock anyway',
    async run(store) {
      const before = await store.now()
      const after = await store.now()
      if (before === null || after === null) assert.deepEqual([before, after], [null, null])
      else {
        assert.ok([before, after].every(Number.isSafeInteger), 'whole milliseconds')
        assert.ok(before <= after && before > Date.UTC(2020), 'since 1970, and going forward')
      }
    },
  },
  {
    title: 'accounts, roles and keys are not swept',
    async run(store) {
      await store.addAccount(account('1'))
      await store.putRole({ name: 'r', permissions: [] })
      await store.writeKeyRing({ version: 1, keys: [] }, null)
      await store.addAccount(account('2'))
      await store.deleteAccount('2', end)
      const late = 1e12
      const sessions = { endedAt: late, usedAt: late, createdAt: late, expiredAt: late }
      await sweepAll(() => store.sweepSessions(sessions))
      await sweepAll(() => store.sweepRevocations(late))
      await sweepAll(() => store.sweepAudit(late))
      await sweepAll(() => store.sweepAttempts(late))
      assert.notEqual(await store.findAccount('1'), null)
      assert.equal((await store.listRoles()).length, 2)
      assert.equal((await store.readKeyRing()).version, 1)
      assert.equal(await store.addAccount(account('2')), 'id_taken')
    },
  },
]
