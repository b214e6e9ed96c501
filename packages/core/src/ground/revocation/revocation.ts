import type { EndReason } from '../session/session.ts'

/** What a revocation is about. */
export type RevocationKind = 'session' | 'token' | 'user' | 'key' | 'all'

/** Tokens are refused until the second `until`. `sequence` is the order in which they commit. */
export interface Revocation {
  readonly sequence: number
  readonly kind: RevocationKind
  /** The id of a session, the name of a token, the id of a user, the kid of a key; of all: a second. */
  readonly key: string
  /** Of a user: tokens without a session issued up to this second; of all: from `key` up to it. */
  readonly before: number | null
  readonly until: number
  readonly reason: EndReason
}
