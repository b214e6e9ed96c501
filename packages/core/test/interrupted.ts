import { memoryStore } from '@ztoken/stores'
import type { Store } from '../src/index.ts'

/** A memory store, and a way to have something done just before the next change of an account. */
export function interrupted(): {
  readonly store: Store
  before(act: () => Promise<unknown>): void
} {
  const inner = memoryStore()
  let next: (() => Promise<unknown>) | null = null
  const store: Store = {
    ...inner,
    async changeAccount(...how) {
      const act = next
      next = null
      await act?.()
      return inner.changeAccount(...how)
    },
  }
  return {
    store,
    before(act) {
      next = act
    },
  }
}
