import type { Context, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Admission } from './admission.ts'
import { type Caller, findCaller } from './caller.ts'
import { type RequestHeaders, sentIn } from './credentials.ts'
import { type Replies, refusalOf, responseOf } from './reply.ts'
import { type AccessVerb, guardVerbs, type LoginVerb, type StepUpVerb } from './verbs.ts'

export type { GuardOptions } from './admission.ts'
export { type Authenticator, type Caller, callerOf, findCaller } from './caller.ts'
export type { AccessVerb, LoginVerb, StepUpVerb } from './verbs.ts'

/** A middleware behind which `c.var.caller` says who it is. */
export type Guard<Who = Caller> = MiddlewareHandler<{ Variables: { caller: Who } }>

const verbs = guardVerbs<Guard>(guardOf)

/**
 * A guard for a route of Hono. Behind it `c.var.caller`, or `callerOf(c)`, says who it is.
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
/** Lets strangers on as well: `c.var.caller` is null for them. */
export const optionalLogin: LoginVerb<Guard<Caller | null>> = guardVerbs(
  guardOf<Caller | null>,
).optionalLogin

function guardOf<Who extends Caller | null>(admit: Admission, replies: Replies): Guard<Who> {
  return async function guard(c, next) {
    try {
      const asking = admit(c, sentTo(c))
      if (asking !== undefined) await asking
    } catch (error) {
      const acceptLanguage = c.req.header('accept-language')
      const refusal = refusalOf(error, { replies, acceptLanguage })
      const response = responseOf(refusal)
      if (replies !== 'framework') return response
      throw new HTTPException(response.status as 401, { res: response, cause: refusal.error })
    }
    c.set('caller', findCaller(c) as Who)
    await next()
    return undefined
  }
}

/** On Node what came over the wire, as every other guard there reads it; elsewhere the Headers. */
function sentTo(c: Context): RequestHeaders {
  const incoming = c.env?.incoming
  return Array.isArray(incoming?.rawHeaders) ? incoming : sentIn(c.req.raw.headers)
}
