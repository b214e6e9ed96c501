import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Admission } from './admission.ts'
import { type ReplyForm, refusalOf } from './reply.ts'
import { type AccessVerb, guardVerbs, type LoginVerb } from './verbs.ts'

export type { GuardOptions } from './admission.ts'
export { type Authenticator, type Caller, callerOf, findCaller } from './caller.ts'

/** A middleware of Connect's form, which Express shares. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
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
/** Lets strangers on as well: `findCaller(request)` says who it is, or null. */
export const optionalLogin: LoginVerb<Middleware> = verbs.optionalLogin

function guardOf(admit: Admission, form: ReplyForm): Middleware {
  return function guard(request, response, next) {
    const refuse = (error: unknown): void => sendRefusal(error, form, request, response)
    let asking: Promise<void> | undefined
    try {
      asking = admit(request, request)
    } catch (error) {
      refuse(error)
      return
    }
    if (asking === undefined) next()
    else asking.then(() => next(), refuse)
  }
}

function sendRefusal(
  error: unknown,
  form: ReplyForm,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const acceptLanguage = request.headers['accept-language']
  const { status, headers, body } = refusalOf(error, { form, acceptLanguage })
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
