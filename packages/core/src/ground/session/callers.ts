import { type FailureName, ZtokenError } from '@ztoken/contract'
import { type AccessToken, noClaims, type OwnClaims, type TokenFault } from '@ztoken/token'
import { isBanned, type User } from '../account/user.ts'
import type { Keys } from '../keys/keys.ts'
import type { Revocations } from '../revocation/revocations.ts'
import type { Store } from '../store/store.ts'
import { codeOfEnd } from './rules.ts'
import type { Session } from './session.ts'

/** Who a request comes from; `Claims`: what the application says in its tokens. */
export interface Caller<Claims extends object = OwnClaims> {
  readonly userId: string
  /** Null for a token minted elsewhere, which has no session here. */
  readonly sessionId: string | null
  /** When the token expires, and what lasts longer than a request ends: milliseconds since 1970. */
  readonly expiresAt: number
  readonly token: AccessToken
  /** What the application said when the token was issued; empty where that was nothing. */
  readonly claims: Claims
}

/** Who holds a token, and the session behind it. */
export interface Callers {
  /**
   * Who holds this token. No I/O: authenticity, claims and revocation are known in memory.
   * Throws ZtokenError `token_expired`, `token_invalid`, or why the session is over.
   */
  authenticate(token: string): Caller
  /**
   * As `authenticate`, at once where memory knows the answer, else after asking for a key that is
   * not known. Throws, or rejects, also with `unavailable`.
   */
  authenticateLooking(token: string): Caller | Promise<Caller>
  /** Resolves when the store was asked for the key of this token; null where it stays unknown. */
  lookForKey(token: string): Promise<void> | null
  /**
   * The session of a caller, as the store knows it now.
   * Throws `step_up_required` for a token without one, or the reason for which it is over.
   */
  requireSession(caller: Caller): Promise<Session>
  /**
   * Throws ZtokenError `step_up_required` unless the password was shown in this session lately
   * (OWASP ASVS 7.5.3); a token without a session never shows it.
   */
  requireRecentPassword(caller: Caller): Promise<void>
  /**
   * The user behind a caller or a session, as the store knows them now. Throws ZtokenError
   * `token_invalid` where there is none any more, `user_banned`, `unavailable`.
   */
  requireUser(of: { readonly userId: string }): Promise<User>
}

export interface CallersNeed {
  readonly reader: { read(token: unknown): AccessToken | TokenFault }
  readonly revocations: Revocations
  readonly keys: Keys | null
  readonly store: Pick<Store, 'findSession' | 'findUser'>
  readonly clock: () => number
  readonly lifetimes: { readonly stepUp: number }
}

export function createCallers(needs: CallersNeed): Callers {
  const { reader, revocations, keys, store, clock, lifetimes } = needs

  function authenticate(token: string): Caller {
    const found = reader.read(token)
    if (typeof found === 'string') throw new ZtokenError(codeOfFault(found))
    const reason = revocations.reasonOf(found)
    if (reason !== null) throw new ZtokenError(codeOfEnd(reason))
    return callerBehind(found)
  }

  const lookForKey = (token: string): Promise<void> | null => keys?.lookFor(token) ?? null

  async function requireSession({ sessionId, userId }: Caller): Promise<Session> {
    if (sessionId === null) throw new ZtokenError('step_up_required')
    const session = await store.findSession(sessionId)
    if (session === null || session.userId !== userId) throw new ZtokenError('token_invalid')
    if (session.endedAt !== null) throw new ZtokenError(codeOfEnd(session.endReason))
    return session
  }

  return {
    authenticate,
    authenticateLooking(token) {
      try {
        return authenticate(token)
      } catch (error) {
        const looking = lookForKey(token)
        if (looking === null) throw error
        return looking.then(() => authenticate(token))
      }
    },
    lookForKey,
    requireSession,
    async requireRecentPassword(caller) {
      const { verifiedAt } = await requireSession(caller)
      if (clock() - verifiedAt > lifetimes.stepUp * 1000) throw new ZtokenError('step_up_required')
    },
    async requireUser({ userId }) {
      return usable(await store.findUser(userId), clock())
    },
  }
}

/** Who a token names that was accepted. */
export function callerBehind(token: AccessToken): Caller {
  const { sub: userId, sid: sessionId, exp, ext: claims = noClaims } = token.claims
  return { userId, sessionId, expiresAt: exp * 1000, token, claims }
}

/** Somebody who may be served now. Throws ZtokenError `token_invalid`, `user_banned`. */
export function usable(user: User | null, now: number): User {
  if (user === null) throw new ZtokenError('token_invalid')
  if (isBanned(user, now)) throw new ZtokenError('user_banned')
  return user
}

/** Outside, every fault but expiry looks the same (attack T195). */
function codeOfFault(fault: TokenFault): FailureName {
  return fault === 'expired' ? 'token_expired' : 'token_invalid'
}
