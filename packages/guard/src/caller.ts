import type { AccessToken } from '@ztoken/token'

/** Who a guarded request comes from. */
export interface Caller {
  readonly userId: string
  /** Null for a token that was minted elsewhere and has no session. */
  readonly sessionId: string | null
  readonly token: AccessToken
}

/** What a guard asks. Answers from memory, without waiting. */
export interface Authenticator {
  /** Throws ZtokenError `token_expired`, `token_invalid`, `session_ended`. */
  authenticate(token: string): Caller
}

/** Registered, so that two copies of this package in one process mean the same. */
const callerKey: unique symbol = Symbol.for('ztoken.caller')

/** The caller of a guarded request. Throws TypeError where no guard stands before the handler. */
export function callerOf(request: object): Caller {
  const caller = (request as { [callerKey]?: Caller })[callerKey]
  if (caller === undefined) throw new TypeError('callerOf needs loginRequired before the handler')
  return caller
}

/** A member of the request itself: a WeakMap of requests costs a garbage collection far more. */
export function rememberCaller(request: object, caller: Caller): void {
  ;(request as { [callerKey]?: Caller })[callerKey] = caller
}
