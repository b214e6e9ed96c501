import type { Revocation } from '../revocation/revocation.ts'
import type { SessionEnd } from './session-changes.ts'

export interface SomeSessions {
  readonly userId: string
  readonly ids: readonly string[]
  readonly end: SessionEnd
}

/** Where a session stands in the list of its user's. */
export interface SessionPlace {
  readonly createdAt: number
  readonly id: string
}

/** At most `limit` sessions after a place; null: from the newest. */
export interface SessionsPage {
  readonly after: SessionPlace | null
  readonly limit: number
}

/** The sessions opened from a moment to that of the end (ms), among `limit` rows after an id. */
export interface AllSessionsSlice {
  readonly after: string
  readonly limit: number
  readonly openedFrom: number
  /** Those used since then (ms) get revocations of their own. */
  readonly usedFrom: number
  readonly end: SessionEnd
}

export interface AllSessionsEnded {
  /** Where the slice after this one begins; null: there are no more rows. */
  readonly next: string | null
  readonly ended: number
  readonly revocations: Revocation[]
}

export interface EpochsSlice {
  readonly after: string
  readonly limit: number
  readonly epoch: number
}
