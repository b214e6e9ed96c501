import { ZtokenError } from '@ztoken/contract'
import type { RefreshToken } from '@ztoken/token'
import type { Ground } from '../ground/ground.ts'
import type { Grant } from '../ground/session/grants.ts'
import { codeOfEnd, isOver, judgeCounter } from '../ground/session/rules.ts'
import type { EndReason, Session } from '../ground/session/session.ts'

/** How a session goes on. */
export interface Refreshing {
  /**
   * Trades a refresh token for new tokens (RFC 6749 §6, RFC 9700 §4.14). The token before the
   * current one is answered with the current one for ten seconds; any other that was used before
   * ends its session. User, ban and the session's limits are checked again.
   *
   * @throws ZtokenError `token_invalid`, `too_many_requests`, `unavailable`, `user_banned`, and the
   * reason for which the session is over, as `authenticate` does.
   */
  refresh(refreshToken: string, options?: RefreshOptions): Promise<Grant>
  /**
   * The id of the session that a refresh token is of, whether or not that is open; null for what is
   * no token of ours. Asks nobody.
   */
  sessionOfRefreshToken(refreshToken: string): string | null
}

export interface RefreshOptions {
  /**
   * The current token is answered with itself while it is younger than this; 0 unless given. For
   * cookies: browsers take what comes last, and a slow reply must not bring back a token that was
   * used long ago.
   */
  readonly keepSeconds?: number
}

/** How often somebody else may move the counter first before it looks like no answer at all. */
const tries = 5

export function createRefreshing(
  ground: Pick<
    Ground,
    | 'store'
    | 'clock'
    | 'lifetimes'
    | 'limits'
    | 'refreshTokens'
    | 'callers'
    | 'endings'
    | 'grants'
    | 'audit'
  >,
): Refreshing {
  const { store, clock, lifetimes, limits, refreshTokens } = ground
  const { callers, endings, grants, audit } = ground

  async function rotate(
    { sid, counter }: RefreshToken,
    keepSeconds: number,
    tried = 1,
  ): Promise<Grant> {
    const session = await store.findSession(sid)
    if (session === null) throw new ZtokenError('token_invalid')
    if (session.endedAt !== null) throw new ZtokenError(codeOfEnd(session.endReason))
    const now = clock()
    if (isOver(session, lifetimes, now)) return end(session, 'idle')
    const judgement = judgeCounter(session, counter, now)
    if (judgement === 'unknown') throw new ZtokenError('token_invalid')
    // A refresh token seen twice means it leaked: the session ends.
    if (judgement === 'reused') return end(session, 'refresh_token_reused')
    const user = await callers.requireUser(session)
    // Before the token is spent: where the application cannot answer it is as good as before.
    const claims = await grants.askClaims(user, session)
    const isYoung = now - session.rotatedAt < keepSeconds * 1000
    if (judgement === 'previous' || isYoung) return grants.of(user, session, claims)
    const rotated = await store.rotateSession(session.id, session.counter, now)
    // Somebody else moved the counter first: what was current is the one before, or it is over.
    if (!rotated && tried < tries) return rotate({ sid, counter }, keepSeconds, tried + 1)
    if (!rotated) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
    const moved = { counter: session.counter + 1, rotatedAt: now, usedAt: now }
    return grants.of(user, { ...session, ...moved }, claims)
  }

  async function end(session: Session, reason: EndReason): Promise<never> {
    const event = reason === 'refresh_token_reused' ? reason : 'session_ended'
    const { id: sessionId, userId, device } = session
    const record = audit.record(event, { userId, sessionId, device, detail: { reason } })
    await endings.end({ sessionId }, reason, record)
    throw new ZtokenError(codeOfEnd(reason))
  }

  return {
    sessionOfRefreshToken: (refreshToken) => refreshTokens.read(refreshToken)?.sid ?? null,
    async refresh(refreshToken, { keepSeconds = 0 } = {}) {
      const token = refreshTokens.read(refreshToken)
      if (token === null) throw new ZtokenError('token_invalid')
      limits.requireRefresh(token.sid)
      return rotate(token, keepSeconds)
    },
  }
}
