import type { Revocation } from './revocation.ts'

/**
 * What was remembered of somebody, or of what everybody may do, is not any more what the store has.
 * Whatever changes it says so in its own transaction, whoever makes the change.
 */
export interface Invalidation {
  readonly sequence: number
  readonly kind: 'account' | 'access'
  /** Of `account` the id of a user, of `access` the name of a role. */
  readonly key: string
}

/** What processes follow, in the order in which it commits. */
export type Change = Revocation | Invalidation

/** How long an invalidation is kept; who was away for half of that forgets everything. */
export const invalidationSeconds = 600

export function isInvalidation(change: Change): change is Invalidation {
  return change.kind === 'account' || change.kind === 'access'
}
