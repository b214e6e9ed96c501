import assert from 'node:assert/strict'
import type { StorePromise } from './samples.ts'

export const clockPromises: readonly StorePromise[] = [
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
]
