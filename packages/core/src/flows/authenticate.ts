import { type FailureName, ZtokenError } from '@ztoken/contract'
import type { AccessToken, TokenFault } from '@ztoken/token'
import type { User } from '../account/user.ts'
import type { Rooms } from '../rooms.ts'

/** Who a request comes from. */
export interface Caller {
  readonly userId: string
  /** Null for a token minted elsewhere, which has no session here. */
  readonly sessionId: string | null
  readonly token: AccessToken
}

/**
 * Who holds this token. No I/O: authenticity, claims and revocation are known in memory.
 * Throws ZtokenError `token_expired`, `session_ended`, `token_invalid`.
 */
export function authenticate({ reader }: Rooms, token: string): Caller {
  const found = reader.read(token)
  if (typeof found === 'string') throw new ZtokenError(codeOfFault(found))
  return { userId: found.claims.sub, sessionId: found.claims.sid, token: found }
}

/** Outside, every fault but these two looks the same (attack T195). */
function codeOfFault(fault: TokenFault): FailureName {
  if (fault === 'expired') return 'token_expired'
  return fault === 'revoked' ? 'session_ended' : 'token_invalid'
}

/** The user behind a caller. Throws ZtokenError `token_invalid` where there is none any more. */
export async function requireUser({ store }: Rooms, caller: Caller): Promise<User> {
  const user = await store.findUser(caller.userId)
  if (user === null) throw new ZtokenError('token_invalid')
  return user
}

/**
 * The tutorial's verb: the user behind a token, or null for every token that does not hold.
 * Throws ZtokenError `unavailable` where the store cannot answer.
 */
export async function verifyToken(rooms: Rooms, token: string): Promise<User | null> {
  const found = rooms.reader.read(token)
  return typeof found === 'string' ? null : rooms.store.findUser(found.claims.sub)
}
