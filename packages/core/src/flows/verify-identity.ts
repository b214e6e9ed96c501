import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import type { Caller } from './authenticate.ts'
import { requirePassword } from './password.ts'

/**
 * The caller shows the password once more; for a while nothing sensitive asks for it again.
 * Throws ZtokenError `password_wrong`, `token_invalid`, `too_many_requests`, `unavailable`.
 */
export async function verifyIdentity(
  rooms: Rooms,
  caller: Caller,
  password: string,
  address: string | null = null,
): Promise<void> {
  await requirePassword(rooms, caller, password, address)
  const { userId, sessionId } = caller
  const record = rooms.audit.record('identity_verified', {
    actorId: userId,
    userId,
    sessionId,
    address,
  })
  const kept = await rooms.store.verifySession(sessionId as string, rooms.clock(), [record])
  if (!kept) throw new ZtokenError('session_ended')
  rooms.audit.announce(record)
}
