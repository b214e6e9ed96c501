import { ZtokenError } from '@ztoken/contract'
import { isBanned, type User } from '../ground/account/user.ts'
import type { Rooms } from '../ground/rooms.ts'
import { codeOfEnd, endsAt, judgeCounter } from '../ground/session/rules.ts'
import type { EndReason, Session } from '../ground/session/session.ts'
import { endSessions } from './end-sessions.ts'
import { type Grant, grantOf } from './grant.ts'

/**
 * Trades a refresh token for new tokens (RFC 6749 §6, RFC 9700 §4.14). The token before the
 * current one is answered with the current one for ten seconds; any other that was used before
 * ends its session. User, ban and the session's limits are checked again.
 * Throws ZtokenError `token_invalid`, `too_many_requests`, `unavailable`, `user_banned`, and the
 * reason for which the session is over, as `authenticate` does.
 */
export async function refresh(rooms: Rooms, refreshToken: string): Promise<Grant> {
  const token = rooms.refreshTokens.read(refreshToken)
  if (token === null) throw new ZtokenError('token_invalid')
  rooms.limits.requireRefresh(token.sid)
  return rotate(rooms, token.sid, token.counter)
}

/** How often somebody else may move the counter first before it looks like no answer at all. */
const tries = 5

async function rotate(rooms: Rooms, sid: string, counter: number, tried = 1): Promise<Grant> {
  const session = await requireOpen(rooms, sid)
  const now = rooms.clock()
  const judgement = judgeCounter(session, counter, now)
  if (judgement === 'unknown') throw new ZtokenError('token_invalid')
  // A refresh token seen twice means it leaked: the session ends.
  if (judgement === 'reused') return end(rooms, session, 'refresh_token_reused')
  const user = await requireUser(rooms, session)
  if (judgement === 'previous') return grantOf(rooms, user, session)
  const rotated = await rooms.store.rotateSession(session.id, session.counter, now)
  // Somebody else moved the counter first: what was current is the one before, or the session over.
  if (!rotated && tried < tries) return rotate(rooms, sid, counter, tried + 1)
  if (!rotated) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
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
  if (rooms.clock() >= endsAt(session, rooms.lifetimes)) return end(rooms, session, 'idle')
  return session
}

async function requireUser(rooms: Rooms, { userId }: Session): Promise<User> {
  const user = await rooms.store.findUser(userId)
  if (user === null) throw new ZtokenError('token_invalid')
  if (isBanned(user, rooms.clock())) throw new ZtokenError('user_banned')
  return user
}

async function end(rooms: Rooms, session: Session, reason: EndReason): Promise<never> {
  const event = reason === 'refresh_token_reused' ? reason : 'session_ended'
  const { id: sessionId, userId, device } = session
  const record = rooms.audit.record(event, { userId, sessionId, device, detail: { reason } })
  await endSessions(rooms, { sessionId }, reason, record)
  throw new ZtokenError(codeOfEnd(reason))
}
