import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import { codeOfEnd, judgeCounter } from '../session/rules.ts'
import type { EndReason, Session } from '../session/session.ts'
import { type Grant, grantOf } from './grant.ts'
import { endSession } from './logout.ts'

/**
 * Trades a refresh token for new tokens (RFC 6749 §6, RFC 9700 §4.14). The token before the
 * current one is answered with the current one for ten seconds; any other that was used before
 * ends its session.
 * Throws ZtokenError `token_invalid`, `session_ended`, `session_idle`, `refresh_token_reused`,
 * `kicked_out`, `replaced`, `unavailable`.
 */
export async function refresh(rooms: Rooms, refreshToken: string): Promise<Grant> {
  const token = rooms.refreshTokens.read(refreshToken)
  if (token === null) throw new ZtokenError('token_invalid')
  const session = await requireOpen(rooms, token.sid)
  const now = rooms.clock()
  const judgement = judgeCounter(session, token.counter, now)
  if (judgement === 'unknown') throw new ZtokenError('token_invalid')
  // A refresh token seen twice means it leaked: the session ends.
  if (judgement === 'reused') return end(rooms, session, 'refresh_token_reused')
  const user = await rooms.store.findUser(session.userId)
  if (user === null) throw new ZtokenError('token_invalid')
  if (judgement === 'previous') return grantOf(rooms, user, session)
  const rotated = await rooms.store.rotateSession(session.id, session.counter, now)
  // Somebody else moved the counter first: what was current is the one before, or the session over.
  if (!rotated) return refresh(rooms, refreshToken)
  return grantOf(rooms, user, {
    ...session,
    counter: session.counter + 1,
    rotatedAt: now,
    usedAt: now,
  })
}

async function requireOpen(rooms: Rooms, sid: string): Promise<Session> {
  const session = await rooms.store.findSession(sid)
  if (session === null) throw new ZtokenError('token_invalid')
  if (session.endedAt !== null) throw new ZtokenError(codeOfEnd(session.endReason))
  const now = rooms.clock()
  if (now - session.createdAt >= rooms.lifetimes.session * 1000) return end(rooms, session, 'idle')
  if (now - session.usedAt >= rooms.lifetimes.sessionIdle * 1000) return end(rooms, session, 'idle')
  return session
}

async function end(rooms: Rooms, session: Session, reason: EndReason): Promise<never> {
  await endSession(rooms, session.id, reason)
  throw new ZtokenError(codeOfEnd(reason))
}
