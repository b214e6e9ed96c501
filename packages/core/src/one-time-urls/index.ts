import { createHash, randomBytes } from 'node:crypto'
import { ZtokenError } from '@ztoken/contract'
import type { AccessToken } from '@ztoken/token'
import type { Ground } from '../ground/ground.ts'
import { type Caller, callerBehind } from '../ground/session/callers.ts'
import { requireHolding } from '../ground/session/holding.ts'
import { findTicket, pathIn, withTicket } from './url.ts'

/** What a request without a header is let in by. */
export interface OneTimeUrl {
  /** The path with its ticket. */
  readonly url: string
  readonly expiresInSeconds: number
}

/**
 * For what cannot send a header: images, downloads, EventSource, WebSocket. A long-lived token in a
 * URL would stay in logs and histories; what stands in this one is used up by its first use.
 */
export interface OneTimeUrls {
  /**
   * In: a caller and a path of the application, e.g. `/files/7.pdf?page=2`. Out: the same with a
   * `ticket`, for 30 seconds, one use and that path alone.
   *
   * @throws ZtokenError `invalid_request` for what is no path as a browser would send it, or has a
   * `ticket` already; `unavailable`.
   * @example
   * const { url } = await auth.createOneTimeUrl(caller, '/files/7.pdf')
   */
  createOneTimeUrl(caller: Caller, path: string): Promise<OneTimeUrl>
  /**
   * In: the URL of a request as it came, path and query or all of it. Out: who made it, as a guard
   * would say; permissions and step-ups are asked of them as of any caller. Ask it for GET alone.
   *
   * @throws ZtokenError `one_time_url_invalid`, `token_expired` where the token it was made with is
   * over, why its session is over, `unavailable`.
   * @example
   * const caller = await auth.redeemOneTimeUrl(request.url)
   */
  redeemOneTimeUrl(url: string): Promise<Caller>
}

const seconds = 30
const kind = 'one_time_url'

export function createOneTimeUrls({
  store,
  clock,
  revocations,
}: Pick<Ground, 'store' | 'clock' | 'revocations'>): OneTimeUrls {
  return {
    async createOneTimeUrl({ token }, path) {
      const pathname = pathIn(path)
      if (pathname === null) throw new ZtokenError('invalid_request')
      const ticket = randomBytes(32).toString('base64url')
      const question = { ...questionOf(ticket), answer: pathname, data: JSON.stringify(token) }
      // One try: a ticket that was shown for another path has been seen by somebody else.
      await store.putChallenge({ ...question, tries: 1, expiresAt: clock() + seconds * 1000 })
      return { url: withTicket(path, ticket), expiresInSeconds: seconds }
    },
    async redeemOneTimeUrl(url) {
      const found = findTicket(url)
      if (found === null) throw new ZtokenError('one_time_url_invalid')
      const { ticket, pathname } = found
      const question = { ...questionOf(ticket), answer: pathname, now: clock() }
      // The store is asked anyway, so for what was revoked as well; first, while nothing is used up.
      await revocations.sync()
      const shown = await store.answerChallenge(question)
      if (shown.outcome !== 'right') throw new ZtokenError('one_time_url_invalid')
      const token = JSON.parse(shown.data) as AccessToken
      requireHolding({ revocations, clock }, token)
      return callerBehind(token)
    },
  }
}

/** Of a ticket its hash is kept: whoever reads the database can show none. */
function questionOf(ticket: string): { id: string; kind: string; subject: string } {
  const id = createHash('sha256').update(ticket).digest('base64url')
  return { id, kind, subject: id }
}
