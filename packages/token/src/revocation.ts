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
export class RevocationList implements RevocationCheck {
  readonly #until = new Map<RevocationKey, number>()
  readonly #users = new Map<string, { before: number; until: number }>()
  #sweepAt = sweepFloor

  /** Revokes a session or a token. `until`: the second after which none of its tokens holds. */
  revoke(key: RevocationKey, until: number, now: number): void {
    this.#until.set(key, Math.max(until, this.#until.get(key) ?? 0))
    if (this.#until.size >= this.#sweepAt) this.#sweep(now)
  }

  /** Revokes the user's tokens that have no session and were issued up to the second `before`. */
  revokeUser(sub: string, before: number, until: number): void {
    const known = this.#users.get(sub)
    this.#users.set(sub, {
      before: Math.max(before, known?.before ?? 0),
      until: Math.max(until, known?.until ?? 0),
    })
  }

  isRevoked(key: RevocationKey, claims: Claims): boolean {
    if (this.#until.has(key)) return true
    if (claims.sid !== null || this.#users.size === 0) return false
    const user = this.#users.get(claims.sub)
    return user !== undefined && claims.iat <= user.before
  }

  get size(): number {
    return this.#until.size + this.#users.size
  }

  #sweep(now: number): void {
    for (const [key, until] of this.#until) if (until < now) this.#until.delete(key)
    for (const [sub, { until }] of this.#users) if (until < now) this.#users.delete(sub)
    this.#sweepAt = Math.max(sweepFloor, this.#until.size * 2)
  }
}
