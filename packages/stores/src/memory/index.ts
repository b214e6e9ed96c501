import type { Store } from '@ztoken/core'
import { accessStore } from './access-store.ts'
import { accountMergeStore } from './account-merge-store.ts'
import { accountStore } from './account-store.ts'
import { attemptStore } from './attempt-store.ts'
import { auditStore } from './audit-store.ts'
import { challengeStore } from './challenge-store.ts'
import { dayStore } from './day-store.ts'
import { deliveryStore } from './delivery-store.ts'
import { keyStore } from './key-store.ts'
import { revocationStore } from './revocation-store.ts'
import { sessionEndStore } from './session-end-store.ts'
import { sessionStore } from './session-store.ts'
import { createTables } from './tables.ts'
import { userSearchStore } from './user-search.ts'

export interface MemoryOptions {
  /** Now, in milliseconds since 1970: how long invalidations are kept goes by it. */
  readonly clock?: () => number
}

/** A store in memory: the same promises but for surviving the process. */
export function memoryStore({ clock = Date.now }: MemoryOptions = {}): Store {
  const tables = createTables(clock)
  return {
    ready: async () => undefined,
    close: async () => undefined,
    now: async () => null,
    onChange(listener) {
      tables.listeners.add(listener)
      return () => tables.listeners.delete(listener)
    },
    ...accountStore(tables),
    ...accountMergeStore(tables),
    ...userSearchStore(tables),
    ...sessionStore(tables),
    ...sessionEndStore(tables),
    ...revocationStore(tables),
    ...accessStore(tables),
    ...auditStore(tables),
    ...deliveryStore(tables),
    ...keyStore(tables),
    ...attemptStore(tables),
    ...challengeStore(tables),
    ...dayStore(tables),
  }
}
