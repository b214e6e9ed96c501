import { type FailureName, ZtokenError } from '@ztoken/contract'
import type { AccessToken, TokenFault } from '@ztoken/token'
import { isBanned, type User } from '../ground/account/user.ts'
import type { Rooms } from '../ground/rooms.ts'
import { codeOfEnd } from '../ground/session/rules.ts'

/** Who a request comes from. */
export interface Caller {
  readonly userId: string
  /** Null for a token minted elsewhere, which has no session here. */
  readonly sessionId: string | null
  readonly token: AccessToken
}

/**
 * Who holds this token. No I/O: authenticity, claims and revocation are known in memory.
 * Throws ZtokenError `token_expired`, `token_invalid`, and for a token whose session is over the
 * reason: `session_ended`, `kicked_out`, `replaced`, `session_idle`, `password_changed`,
 * `user_banned`, `account_deleted`, `refresh_token_reused`.
 */
export function authenticate({ reader, revocations }: Rooms, token: string): Caller {
  const found = reader.read(token)
  if (typeof found === 'string') throw new ZtokenError(codeOfFault(found))
  const reason = revocations.reasonOf(found)
  if (reason !== null) throw new ZtokenError(codeOfEnd(reason))
  return { userId: found.claims.sub, sessionId: found.claims.sid, token: found }
}

/**
 * In: a token that `authenticate` called invalid. Out: null where it stays so; else resolves when
 * the store was asked for its key, which another server may just have made: then it is worth asking
 * again. Rejects with ZtokenError `unavailable`.
 */
export function lookForKey({ keys }: Rooms, token: string): Promise<void> | null {
  return keys?.lookFor(token) ?? null
}

/**
 * As `authenticate`, at once where memory knows the answer, else after asking for a key that is not
 * known. Throws, or rejects, also with `unavailable`.
 */
export function authenticateLooking(rooms: Rooms, token: string): Caller | Promise<Caller> {
  try {
    return authenticate(rooms, token)
  } catch (error) {
    const looking = lookForKey(rooms, token)
    if (looking === null) throw error
    return looking.then(() => authenticate(rooms, token))
  }
}

/** Outside, every fault but expiry looks the same (attack T195). */
function codeOfFault(fault: TokenFault): FailureName {
  return fault === 'expired' ? 'token_expired' : 'token_invalid'
}

/** True where what other processes have revoked may not be known: longer than the limit ago. */
export function isStale({ revocations, stale }: Rooms): boolean {
  return revocations.age() > stale.seconds * 1000
}

/**
 * The same after asking the store what was revoked meanwhile. Throws also `unavailable` where the
 * store cannot answer.
 */
export async function authenticateAsking(rooms: Rooms, token: string): Promise<Caller> {
  // A token that does not hold anyway asks nobody.
  await authenticateLooking(rooms, token)
  await rooms.revocations.sync()
  return authenticate(rooms, token)
}

/**
 * The user behind a caller. Throws ZtokenError `token_invalid` where there is none any more,
 * `user_banned`, `unavailable`.
 */
export async function requireUser(rooms: Rooms, { userId }: Caller): Promise<User> {
  const user = await rooms.store.findUser(userId)
  if (user === null) throw new ZtokenError('token_invalid')
  if (isBanned(user, rooms.clock())) throw new ZtokenError('user_banned')
  return user
}

/**
 * The tutorial's verb: the user behind a token, or null for every token that does not hold.
 * Throws ZtokenError `unavailable` where the store cannot answer.
 */
export async function verifyToken(rooms: Rooms, token: string): Promise<User | null> {
  await lookForKey(rooms, token)
  const found = rooms.reader.read(token)
  if (typeof found === 'string' || rooms.revocations.reasonOf(found) !== null) return null
  const user = await rooms.store.findUser(found.claims.sub)
  return user === null || isBanned(user, rooms.clock()) ? null : user
}
