import { ZtokenError } from '@ztoken/contract'
import type { User } from '../account/user.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Rooms } from '../rooms.ts'
import { renewedSession } from '../session/rules.ts'
import type { Session } from '../session/session.ts'
import { sessionEnd } from './end-sessions.ts'
import { type Grant, grantOf } from './grant.ts'

/**
 * New tokens for whoever has just shown the password; those the session had until now are refused
 * from then on, wherever they were copied to. `recordOf` is given the session there is afterwards.
 * Throws ZtokenError `session_ended` where it has ended meanwhile, `unavailable`.
 */
export async function renewSession(
  rooms: Rooms,
  user: User,
  session: Session,
  recordOf: (renewed: Session) => AuditRecord | null,
): Promise<Grant> {
  const renewed = renewedSession(session, rooms.clock())
  const record = recordOf(renewed)
  const end = sessionEnd(rooms, 'renewed')
  const audit = record === null ? [] : [record]
  const revocations = await rooms.store.replaceSession(session.id, renewed, end, audit)
  if (revocations === null) throw new ZtokenError('session_ended')
  rooms.revocations.apply(revocations)
  if (record !== null) rooms.audit.announce(record)
  return grantOf(rooms, user, renewed)
}
