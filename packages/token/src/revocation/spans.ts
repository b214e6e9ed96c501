import type { Claims } from '../claims.ts'

interface Span<Reason> {
  readonly since: number
  readonly before: number
  readonly until: number
  readonly reason: Reason
}

/**
 * The spans of seconds of which every token is refused, whoever's it is. Mostly there is none, and
 * then a check is one comparison.
 */
export class RevokedSpans<Reason extends string> {
  #spans: readonly Span<Reason>[] = []
  #latest = Number.NEGATIVE_INFINITY

  get size(): number {
    return this.#spans.length
  }

  /** Spans that touch become one, under the later reason: there are never more than have gaps. */
  revoke(since: number, before: number, until: number, reason: Reason, now: number): void {
    let span: Span<Reason> = { since, before, until, reason }
    const apart = this.#spans.filter((known) => {
      if (known.since > span.before + 1 || known.before < span.since - 1) return true
      span = {
        since: Math.min(known.since, span.since),
        before: Math.max(known.before, span.before),
        until: Math.max(known.until, span.until),
        reason,
      }
      return false
    })
    this.#keep([...apart, span])
    this.sweep(now)
  }

  /** One without a session that is dated after `now` is refused as long as anything is. */
  reasonOf({ iat, sid }: Claims, now: number): Reason | null {
    if (iat > this.#latest) {
      return sid === null && iat > now ? (this.#spans.at(-1)?.reason ?? null) : null
    }
    return this.#spans.find(({ since, before }) => iat >= since && iat <= before)?.reason ?? null
  }

  /** Drops those that have ended by `now`. */
  sweep(now: number): void {
    if (this.#spans.some(({ until }) => until < now)) {
      this.#keep(this.#spans.filter(({ until }) => until >= now))
    }
  }

  #keep(spans: readonly Span<Reason>[]): void {
    this.#spans = spans
    this.#latest = Math.max(Number.NEGATIVE_INFINITY, ...spans.map(({ before }) => before))
  }
}
