import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Authenticator, type Caller, callerOf, rememberCaller } from './caller.ts'
import { requireToken, requireTutorialToken } from './credentials.ts'
import { type LoginRequiredOptions, refusalOf } from './reply.ts'

export { type Authenticator, type Caller, callerOf } from './caller.ts'
export type { LoginRequiredOptions } from './reply.ts'

/** A middleware of Connect's form, which Express shares. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void

/**
 * A guard for Express, Connect and plain node:http. Behind it `callerOf(request)` says who it is.
 * Refuses with `token_missing`, `token_invalid`, `token_expired`, `session_ended`,
 * `invalid_request`.
 */
export function loginRequired(auth: Authenticator, options: LoginRequiredOptions = {}): Middleware {
  const form = options.replies ?? 'semantic'
  const tokenOf = form === 'tutorial' ? requireTutorialToken : requireToken

  return function loginGuard(request, response, next) {
    try {
      rememberCaller(request, auth.authenticate(tokenOf(request)))
    } catch (error) {
      const acceptLanguage = request.headers['accept-language']
      const { status, headers, body } = refusalOf(error, { form, acceptLanguage })
      const text = JSON.stringify(body)
      response.writeHead(status, {
        ...headers,
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(text),
      })
      response.end(text)
      return
    }
    next()
  }
}

/** A request handler of node:http that runs for callers only and is told who it is. */
export function guarded(
  auth: Authenticator,
  handler: (request: IncomingMessage, response: ServerResponse, caller: Caller) => void,
  options: LoginRequiredOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  const guard = loginRequired(auth, options)
  return (request, response) =>
    guard(request, response, () => handler(request, response, callerOf(request)))
}
