import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Admission } from './admission.ts'
import { type Replies, refusalOf } from './reply.ts'
import { type AccessVerb, guardVerbs, type LoginVerb, type StepUpVerb } from './verbs.ts'

export type { GuardOptions } from './admission.ts'
export { type Authenticator, type Caller, callerOf, findCaller } from './caller.ts'
export type { AccessVerb, LoginVerb, StepUpVerb } from './verbs.ts'

/** Lets a request on or answers it; takes a callback because that is the quickest. */
export type OnRequest = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
) => void

const verbs = guardVerbs(guardOf)

/**
 * A guard for the `onRequest` of a Fastify route or plugin. In the handler `callerOf(request)`
 * says who it is. Refuses with `token_missing`, `token_invalid`, `token_expired`,
 * `invalid_request`, `unavailable`, and the reason for which a session is over.
 */
export const loginRequired: LoginVerb<OnRequest> = verbs.loginRequired
/** The same for who holds a permission, e.g. `user:edit`; else refuses with `permission_denied`. */
export const requirePermission: AccessVerb<OnRequest> = verbs.requirePermission
/** The same for who has a role. */
export const requireRole: AccessVerb<OnRequest> = verbs.requireRole
/**
 * The same for who has shown lately who they are, e.g. `{ within: 300, factor: true }`; else refuses
 * with `step_up_required` (RFC 9470).
 */
export const requireStepUp: StepUpVerb<OnRequest> = verbs.requireStepUp
/** Lets strangers on as well: `findCaller(request)` says who it is, or null. */
export const optionalLogin: LoginVerb<OnRequest> = verbs.optionalLogin

function guardOf(admit: Admission, replies: Replies): OnRequest {
  function refuse(error: unknown, ...[request, reply, done]: Parameters<OnRequest>): void {
    const acceptLanguage = request.headers['accept-language']
    const refusal = refusalOf(error, { replies, acceptLanguage, requestId: request.id })
    reply.headers(refusal.headers)
    if (replies === 'framework') done(refusal.error)
    else reply.code(refusal.status).send(refusal.body)
  }

  return function guard(request, reply, done) {
    let asking: Promise<void> | undefined
    try {
      asking = admit(request, request.raw)
    } catch (error) {
      refuse(error, request, reply, done)
      return
    }
    if (asking === undefined) done()
    else
      asking.then(
        () => done(),
        (error: unknown) => refuse(error, request, reply, done),
      )
  }
}
