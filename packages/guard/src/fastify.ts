import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Authenticator, rememberCaller } from './caller.ts'
import { requireToken, requireTutorialToken } from './credentials.ts'
import { type LoginRequiredOptions, refusalOf } from './reply.ts'

export { type Authenticator, type Caller, callerOf } from './caller.ts'
export type { LoginRequiredOptions } from './reply.ts'

/** Lets a request on or answers it; takes a callback because that is the quickest. */
export type OnRequest = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void

/**
 * A guard for the `onRequest` of a Fastify route or plugin. In the handler `callerOf(request)`
 * says who it is. Refuses with `token_missing`, `token_invalid`, `token_expired`,
 * `session_ended`, `invalid_request`.
 */
export function loginRequired(auth: Authenticator, options: LoginRequiredOptions = {}): OnRequest {
  const form = options.replies ?? 'semantic'
  const tokenOf = form === 'tutorial' ? requireTutorialToken : requireToken

  return function loginGuard(request, reply, done) {
    try {
      rememberCaller(request, auth.authenticate(tokenOf(request.raw)))
    } catch (error) {
      const acceptLanguage = request.headers['accept-language']
      const refusal = refusalOf(error, { form, acceptLanguage, requestId: request.id })
      reply.code(refusal.status).headers(refusal.headers).send(refusal.body)
      return
    }
    done()
  }
}
