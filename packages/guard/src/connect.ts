import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Admission } from './admission.ts'
import { type Replies, refusalOf } from './reply.ts'
import { type AccessVerb, guardVerbs, type LoginVerb, type StepUpVerb } from './verbs.ts'

export type { GuardOptions } from './admission.ts'
export { type Authenticator, type Caller, callerOf, findCaller } from './caller.ts'
export type { AccessVerb, LoginVerb, StepUpVerb } from './verbs.ts'

/** A middleware of Connect's form, which Express shares. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

const verbs = guardVerbs(guardOf)

/**
 * A guard for Express, Connect and plain node:http. Behind it `callerOf(request)` says who it is.
 * Refuses with `token_missing`, `token_invalid`, `token_expired`, `invalid_request`,
 * `unavailable`, and the reason for which a session is over.
 */
export const loginRequired: LoginVerb<Middleware> = verbs.loginRequired
/** The same for who holds a permission, e.g. `user:edit`; else refuses with `permission_denied`. */
export const requirePermission: AccessVerb<Middleware> = verbs.requirePermission
/** The same for who has a role. */
export const requireRole: AccessVerb<Middleware> = verbs.requireRole
/**
 * The same for who has shown lately who they are, e.g. `{ within: 300, factor: true }`; else refuses
 * with `step_up_required` (RFC 9470).
 */
export const requireStepUp: StepUpVerb<Middleware> = verbs.requireStepUp
/** Lets strangers on as well: `findCaller(request)` says who it is, or null. */
export const optionalLogin: LoginVerb<Middleware> = verbs.optionalLogin

function guardOf(admit: Admission, replies: Replies): Middleware {
  function refuse(error: unknown, ...[request, response, next]: Parameters<Middleware>): void {
    const acceptLanguage = request.headers['accept-language']
    const refusal = refusalOf(error, { replies, acceptLanguage })
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value)
    if (replies === 'framework') {
      next(refusal.error)
      return
    }
    const text = JSON.stringify(refusal.body)
    response.setHeader('content-type', 'application/json; charset=utf-8')
    response.writeHead(refusal.status, { 'content-length': Buffer.byteLength(text) }).end(text)
  }

  return function guard(request, response, next) {
    let asking: Promise<void> | undefined
    try {
      asking = admit(request, request)
    } catch (error) {
      refuse(error, request, response, next)
      return
    }
    if (asking === undefined) next()
    else
      asking.then(
        () => next(),
        (error: unknown) => refuse(error, request, response, next),
      )
  }
}
