import type { Rooms } from '../rooms.ts'
import type { Caller } from './authenticate.ts'
import type { Grant } from './grant.ts'
import { requirePassword } from './password.ts'
import { renewSession } from './renew-session.ts'

/**
 * The caller shows the password once more; for a while nothing sensitive asks for it again. Out: new
 * tokens, which alone have that freshness; the ones before are refused from then on.
 * Throws ZtokenError `password_wrong`, `token_invalid`, `too_many_requests`, `unavailable`.
 */
export async function verifyIdentity(
  rooms: Rooms,
  caller: Caller,
  password: string,
  address: string | null = null,
): Promise<Grant> {
  const { account, session } = await requirePassword(rooms, caller, password, address)
  const { userId } = caller
  return renewSession(rooms, account.user, session, ({ id: sessionId }) =>
    rooms.audit.record('identity_verified', { actorId: userId, userId, sessionId, address }),
  )
}
