import type { Claims } from './claims.ts'

/** What a revocation is about: the session, or the one token where there is none behind it. */
export type RevocationKey = string

/** Asked at each read; the in-memory list below is the usual answer. */
export interface RevocationCheck {
  isRevoked(key: RevocationKey, claims: Claims): boolean
}

const sweepFloor = 1024

/**
 * The ended sessions whose access tokens could still be within their time. Everything is in
 * memory, a check is one look-up. An entry leaves when the last token it concerns has expired,
 * never earlier.
 */
export class RevocationList<Reason extends string> implements RevocationCheck {
  readonly #entries = new Map<RevocationKey, { until: number; reason: Reason }>()
  readonly #users = new Map<string, { before: number; until: number; reason: Reason }>()
  #sweepAt = sweepFloor

  constructor(_reasons: readonly Reason[]) {}

  /** Revokes a session or a token. `until`: the second after which none of its tokens holds. */
  revoke(key: RevocationKey, until: number, reason: Reason, now: number): void {
    const known = this.#entries.get(key)
    this.#entries.set(key, {
      until: Math.max(until, known?.until ?? 0),
      reason: known?.reason ?? reason,
    })
    if (this.#entries.size >= this.#sweepAt) this.#sweep(now)
  }

  /** Revokes the user's tokens that have no session and were issued up to the second `before`. */
  revokeUser(sub: string, before: number, until: number, reason: Reason, _now: number): void {
    const known = this.#users.get(sub)
    this.#users.set(sub, {
      before: Math.max(before, known?.before ?? 0),
      until: Math.max(until, known?.until ?? 0),
      reason,
    })
  }

  /** Why the token is refused, or null. */
  reasonOf(key: RevocationKey, claims: Claims): Reason | null {
    const entry = this.#entries.get(key)
    if (entry !== undefined) return entry.reason
    if (claims.sid !== null || this.#users.size === 0) return null
    const user = this.#users.get(claims.sub)
    return user !== undefined && claims.iat <= user.before ? user.reason : null
  }

  isRevoked(key: RevocationKey, claims: Claims): boolean {
    return this.reasonOf(key, claims) !== null
  }

  get size(): number {
    return this.#entries.size + this.#users.size
  }

  #sweep(now: number): void {
    for (const [key, { until }] of this.#entries) if (until < now) this.#entries.delete(key)
    for (const [sub, { until }] of this.#users) if (until < now) this.#users.delete(sub)
    this.#sweepAt = Math.max(sweepFloor, this.#entries.size * 2)
  }
}
