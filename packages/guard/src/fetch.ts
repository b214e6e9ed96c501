import type { Admission } from './admission.ts'
import { type Caller, findCaller } from './caller.ts'
import { sentIn } from './credentials.ts'
import { type Replies, refusalOf, responseOf } from './reply.ts'
import { type AccessVerb, guardVerbs, type LoginVerb, type StepUpVerb } from './verbs.ts'

export type { GuardOptions } from './admission.ts'
export { type Authenticator, type Caller, callerOf, findCaller } from './caller.ts'
export type { AccessVerb, LoginVerb, StepUpVerb } from './verbs.ts'

/**
 * Wraps a fetch handler, such as a route handler of Next.js. It is told who it is after the
 * request; whatever else the runtime hands over comes behind.
 */
export type Guard<Who = Caller> = <Sent extends Request, Rest extends unknown[]>(
  handler: (request: Sent, caller: Who, ...rest: Rest) => Response | Promise<Response>,
) => (request: Sent, ...rest: Rest) => Promise<Response>

const verbs = guardVerbs<Guard>(guardOf)

/**
 * A guard for fetch handlers: `GET = loginRequired(auth)((request, caller) => …)`.
 * Refuses with `token_missing`, `token_invalid`, `token_expired`, `invalid_request`,
 * `unavailable`, and the reason for which a session is over.
 */
export const loginRequired: LoginVerb<Guard> = verbs.loginRequired
/** The same for who holds a permission, e.g. `user:edit`; else refuses with `permission_denied`. */
export const requirePermission: AccessVerb<Guard> = verbs.requirePermission
/** The same for who has a role. */
export const requireRole: AccessVerb<Guard> = verbs.requireRole
/**
 * The same for who has shown lately who they are, e.g. `{ within: 300, factor: true }`; else refuses
 * with `step_up_required` (RFC 9470).
 */
export const requireStepUp: StepUpVerb<Guard> = verbs.requireStepUp
/** Lets strangers on as well: the caller is null for them. */
export const optionalLogin: LoginVerb<Guard<Caller | null>> = guardVerbs(
  guardOf<Caller | null>,
).optionalLogin

function guardOf<Who extends Caller | null>(admit: Admission, replies: Replies): Guard<Who> {
  return (handler) =>
    async function guarded(request, ...rest) {
      try {
        await admit(request, sentIn(request.headers))
      } catch (error) {
        const acceptLanguage = request.headers.get('accept-language')
        const refusal = refusalOf(error, { replies, acceptLanguage })
        // A runtime has no other error path than a promise that rejects.
        if (replies === 'framework') throw refusal.error
        return responseOf(refusal)
      }
      return handler(request, findCaller(request) as Who, ...rest)
    }
}
