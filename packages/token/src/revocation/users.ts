import type { Claims } from '../claims.ts'

interface UserRevocation<Reason> {
  readonly before: number
  readonly until: number
  readonly reason: Reason
}

const sweptPerCall = 2

/** The users whose tokens without a session are refused up to a second. There are few of them. */
export class UserRevocations<Reason extends string> {
  readonly #users = new Map<string, UserRevocation<Reason>>()
  /** Goes round the map for ever; an iterator of a map takes what changes meanwhile. */
  #cursor: Iterator<[string, UserRevocation<Reason>]> = this.#users.entries()

  get size(): number {
    return this.#users.size
  }

  /** A later call widens both times and brings its own reason. */
  revoke(sub: string, before: number, until: number, reason: Reason, now: number): void {
    const known = this.#users.get(sub)
    // Whether what has ended was swept already must not show.
    const stands = known !== undefined && known.until >= now
    this.#users.set(sub, {
      before: stands ? Math.max(before, known.before) : before,
      until: stands ? Math.max(until, known.until) : until,
      reason,
    })
    this.sweep(now)
  }

  /** A token from the future is no younger than what was revoked: nobody made it after that. */
  reasonOf({ sid, sub, iat }: Claims, now: number): Reason | null {
    if (sid !== null || this.#users.size === 0) return null
    const user = this.#users.get(sub)
    return user !== undefined && (iat <= user.before || iat > now) ? user.reason : null
  }

  /** Looks at the next two, and drops those that have ended by `now`. */
  sweep(now: number): void {
    for (let step = 0; step < sweptPerCall; step += 1) {
      const { value, done } = this.#cursor.next()
      if (done === true) {
        this.#cursor = this.#users.entries()
        return
      }
      const [sub, { until }] = value
      if (until < now) this.#users.delete(sub)
    }
  }
}
