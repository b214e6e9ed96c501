import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../ground/rooms.ts'
import { renewedSession } from '../ground/session/rules.ts'
import type { Caller } from './authenticate.ts'
import { sessionEnd } from './end-sessions.ts'
import { type Grant, grantOf } from './grant.ts'
import { requirePassword } from './password.ts'

/**
 * The caller shows the password once more; for a while nothing sensitive asks for it again. Out: new
 * tokens, which alone have that freshness; those the session had until now are refused from then on,
 * wherever they were copied to.
 * Throws ZtokenError `password_wrong`, `session_ended` where it has ended meanwhile, `token_invalid`,
 * `too_many_requests`, `unavailable`.
 */
export async function verifyIdentity(
  rooms: Rooms,
  caller: Caller,
  password: string,
  address: string | null = null,
): Promise<Grant> {
  const { account, session } = await requirePassword(rooms, caller, password, address)
  const { userId } = caller
  const renewed = renewedSession(session, rooms.clock())
  const fields = { actorId: userId, userId, sessionId: renewed.id, address }
  const record = rooms.audit.record('identity_verified', fields)
  const end = sessionEnd(rooms, 'renewed')
  const revocations = await rooms.store.replaceSession(session.id, renewed, end, [record])
  if (revocations === null) throw new ZtokenError('session_ended')
  rooms.revocations.apply(revocations)
  rooms.audit.announce(record)
  return grantOf(rooms, account.user, renewed)
}
