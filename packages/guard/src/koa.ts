import type { Middleware } from 'koa'
import type { Admission } from './admission.ts'
import { type Caller, findCaller } from './caller.ts'
import { type Replies, refusalOf } from './reply.ts'
import { type AccessVerb, guardVerbs, type LoginVerb, type StepUpVerb } from './verbs.ts'

export type { GuardOptions } from './admission.ts'
export { type Authenticator, type Caller, callerOf, findCaller } from './caller.ts'
export type { AccessVerb, LoginVerb, StepUpVerb } from './verbs.ts'

/** A middleware behind which `ctx.state.caller` says who it is. */
export type Guard<Who = Caller> = Middleware<{ caller: Who }>

const verbs = guardVerbs<Guard>(guardOf)

/**
 * A guard for a route of Koa. Behind it `ctx.state.caller`, or `callerOf(ctx)`, says who it is.
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
/** Lets strangers on as well: `ctx.state.caller` is null for them. */
export const optionalLogin: LoginVerb<Guard<Caller | null>> = guardVerbs(
  guardOf<Caller | null>,
).optionalLogin

function guardOf<Who extends Caller | null>(admit: Admission, replies: Replies): Guard<Who> {
  function refuse(error: unknown, ctx: Parameters<Guard<Who>>[0]): void {
    const acceptLanguage = ctx.get('accept-language')
    const { error: cause, status, headers, body } = refusalOf(error, { replies, acceptLanguage })
    if (replies === 'framework') ctx.throw(status, cause.message, { cause, headers })
    ctx.set(headers)
    ctx.status = status
    ctx.body = body
  }

  // One promise less than an async function makes, which shows in an empty route.
  return function guard(ctx, next) {
    function pass(): Promise<unknown> {
      ctx.state.caller = findCaller(ctx) as Who
      return next()
    }
    let asking: Promise<void> | undefined
    try {
      asking = admit(ctx, ctx.req)
    } catch (error) {
      return refuse(error, ctx)
    }
    return asking === undefined ? pass() : asking.then(pass, (error) => refuse(error, ctx))
  }
}
