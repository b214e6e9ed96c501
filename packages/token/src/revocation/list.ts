import type { Claims } from '../claims.ts'
import type { RevocationKey } from './key.ts'
import { RevokedSpans } from './spans.ts'
import { RevocationTable } from './table.ts'
import { UserRevocations } from './users.ts'

const maximumReasons = 255

/**
 * What is revoked and could still be within its time, all in memory: a check is one look-up. An
 * entry leaves when the last token it concerns has expired, never earlier, and a little at each
 * call: there is no pause for growing or for sweeping. All times are seconds and come from the
 * caller. Throws TypeError for a reason that is not on the list and for a time that is no number.
 */
export class RevocationList<Reason extends string> {
  readonly #reasons: readonly Reason[]
  readonly #numbers: ReadonlyMap<string, number>
  readonly #table = new RevocationTable()
  readonly #users = new UserRevocations<Reason>()
  readonly #spans = new RevokedSpans<Reason>()

  /** In: every reason there is, 1 to 255 of them. Throws TypeError for fewer, more, or one twice. */
  constructor(reasons: readonly Reason[]) {
    this.#reasons = [...reasons]
    this.#numbers = new Map(reasons.map((reason, number) => [reason, number]))
    if (reasons.length === 0 || reasons.length > maximumReasons) {
      throw new TypeError('a revocation list has 1 to 255 reasons')
    }
    if (this.#numbers.size !== reasons.length) throw new TypeError('a reason is listed twice')
  }

  get size(): number {
    return this.#table.size + this.#users.size + this.#spans.size
  }

  /** What the typed arrays hold. */
  get bytes(): number {
    return this.#table.bytes
  }

  /**
   * Revokes a session or a token. `until`: the last second in which one of its tokens may hold; from
   * 2^32 - 1 on it means for good. Revoked again, a key keeps its first reason and the later end.
   */
  revoke(key: RevocationKey, until: number, reason: Reason, now: number): void {
    const number = this.#numberOf(reason)
    checkTimes(until, now)
    this.#table.add(key, until, number, now)
  }

  /**
   * Revokes the user's tokens that have no session and were issued up to the second `before`. Called
   * again, it keeps the later of both times and takes the new reason.
   */
  revokeUser(sub: string, before: number, until: number, reason: Reason, now: number): void {
    this.#numberOf(reason)
    checkTimes(before, until, now)
    this.#users.revoke(sub, before, until, reason, now)
  }

  /** Revokes every token issued from the second `since` to the second `before`, whoever's it is. */
  revokeAll(since: number, before: number, until: number, reason: Reason, now: number): void {
    this.#numberOf(reason)
    checkTimes(since, before, until, now)
    this.#spans.revoke(since, before, until, reason, now)
  }

  /**
   * Why the token with this key and these claims is revoked, or null where it is not. One without a
   * session that was issued later than `now` (seconds) is refused with everything of its user.
   */
  reasonOf(
    key: RevocationKey,
    claims: Claims,
    now: number = Number.POSITIVE_INFINITY,
  ): Reason | null {
    if (this.#table.size > 0) {
      const number = this.#table.reasonOf(key)
      if (number >= 0) return this.#reasons[number] as Reason
    }
    return this.#users.reasonOf(claims, now) ?? this.#spans.reasonOf(claims, now)
  }

  /**
   * Drops some of what has ended by `now`; each revocation does as well. For a process in which
   * few are revoked: 256 calls look at everything once.
   */
  sweep(now: number): void {
    checkTimes(now)
    this.#table.sweep(now)
    this.#users.sweep(now)
    this.#spans.sweep(now)
  }

  #numberOf(reason: Reason): number {
    const number = this.#numbers.get(reason)
    if (number === undefined) throw new TypeError('the reason is not on the list')
    return number
  }
}

function checkTimes(...times: number[]): void {
  for (const time of times) {
    if (typeof time !== 'number' || Number.isNaN(time)) throw new TypeError('a time is a number')
  }
}
