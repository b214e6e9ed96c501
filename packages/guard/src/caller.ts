import type { StepUpWanted } from '@ztoken/contract'
import type { AccessToken, OwnClaims, StalePolicy } from '@ztoken/token'
import type { TokenHeader } from './credentials.ts'

/** Who a guarded request comes from; `Claims`: what the application says in its tokens. */
export interface Caller<Claims extends object = OwnClaims> {
  readonly userId: string
  /** Null for a token that was minted elsewhere and has no session. */
  readonly sessionId: string | null
  /** When the token expires, and what lasts longer than a request ends: milliseconds since 1970. */
  readonly expiresAt: number
  readonly token: AccessToken
  /** What the application said when the token was issued; empty where that was nothing. */
  readonly claims: Claims
}

/** What a guard asks. What is left out is never asked, and a verb that needs it says so. */
export interface Authenticator {
  /**
   * Answers from memory, without waiting. Throws ZtokenError `token_expired`, `token_invalid`, and
   * for a token whose session is over the reason, e.g. `session_ended`, `kicked_out`.
   */
  authenticate(token: string): Caller
  /**
   * In: a token that `authenticate` refused as invalid or `unavailable`. Out: null where it stays
   * so; else resolves when its key was asked for, which may be a moment old. Rejects with ZtokenError `unavailable`.
   */
  lookForKey?(token: string): Promise<void> | null
  /** True where what was revoked elsewhere may not be known. Answers from memory. */
  isStale?(): boolean
  /** What is done then, unless the route says otherwise; `ask` where it is left out. */
  readonly whenStale?: StalePolicy
  /** Where its guards look for tokens, unless the route says otherwise; `any` where left out. */
  readonly header?: TokenHeader
  /** As `authenticate`, after asking what was revoked meanwhile. Throws also `unavailable`. */
  authenticateAsking?(token: string): Promise<Caller>
  /**
   * `whenStale`: what the route does while changes elsewhere may not be known. Throws ZtokenError
   * `permission_denied`, `token_invalid`, `unavailable`.
   */
  requirePermission?(caller: Caller, permission: string, whenStale?: StalePolicy): Promise<void>
  /** The same for a role. Throws the same. */
  requireRole?(caller: Caller, role: string, whenStale?: StalePolicy): Promise<void>
  /** Throws ZtokenError `step_up_required`, `token_invalid`, `unavailable`, and why a session is over. */
  requireStepUp?(caller: Caller, wanted: StepUpWanted): Promise<void>
  /** False where no scope can be asked for: a guard that does is refused where it is made. */
  readonly knowsScopes?: boolean
}

/** Registered, so that two copies of this package in one process mean the same. */
const callerKey: unique symbol = Symbol.for('ztoken.caller')

/**
 * The caller of a guarded request, with its claims under the names that the application gave them:
 * `callerOf<{ tenant: string }>(request)`. Throws TypeError where no guard stands before the handler.
 */
export function callerOf<Claims extends object = OwnClaims>(request: object): Caller<Claims> {
  const caller = findCaller<Claims>(request)
  if (caller === null) throw new TypeError('callerOf needs loginRequired before the handler')
  return caller
}

/** The caller behind `optionalLogin`; null where nobody has signed in. */
export function findCaller<Claims extends object = OwnClaims>(
  request: object,
): Caller<Claims> | null {
  return (request as { [callerKey]?: Caller<Claims> })[callerKey] ?? null
}

/** A member of the request itself: a WeakMap of requests costs a garbage collection far more. */
export function rememberCaller(request: object, caller: Caller): void {
  ;(request as { [callerKey]?: Caller })[callerKey] = caller
}
