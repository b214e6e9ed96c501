import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../ground/rooms.ts'
import { codeOfEnd } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { Caller } from './authenticate.ts'

/**
 * Throws ZtokenError `step_up_required` unless the password was shown in this session lately
 * (OWASP ASVS 7.5.3); a token without a session never shows it.
 */
export async function requireRecentPassword(rooms: Rooms, caller: Caller): Promise<void> {
  const { verifiedAt } = await requireSession(rooms, caller)
  const age = rooms.clock() - verifiedAt
  if (age > rooms.lifetimes.stepUp * 1000) throw new ZtokenError('step_up_required')
}

/**
 * The session of a caller, as the store knows it now.
 * Throws `step_up_required` for a token without one, or the reason for which it is over.
 */
export async function requireSession(
  { store }: Rooms,
  { sessionId, userId }: Caller,
): Promise<Session> {
  if (sessionId === null) throw new ZtokenError('step_up_required')
  const session = await store.findSession(sessionId)
  if (session === null || session.userId !== userId) throw new ZtokenError('token_invalid')
  if (session.endedAt !== null) throw new ZtokenError(codeOfEnd(session.endReason))
  return session
}
