import { codes, type FailureName, failureReply, languageOf, ZtokenError } from '@ztoken/contract'
import { stepUpChallenge } from '@ztoken/guard'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { followMethods } from './allowed-methods.ts'

/** The one place where an error becomes a reply of the modern API. */
export function answerFailures(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendFailure(asZtokenError(error), request, reply))
  const allowedOn = followMethods(app)
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedOn(request.url)
    // A route that takes the method may find nothing itself, e.g. no such file.
    if (allowed.length === 0 || allowed.includes(request.method)) {
      return sendFailure(new ZtokenError('not_found'), request, reply)
    }
    reply.header('allow', allowed.join(', '))
    return sendFailure(new ZtokenError('method_not_allowed'), request, reply)
  })
}

/** Answers at once, whatever handler of errors a route has. */
export function sendFailure(
  error: ZtokenError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error.status >= 500) request.log.error({ err: error, req: request }, error.code)
  addRetryAfter(error, reply)
  // RFC 9110 §12.5.3: nothing that is compressed is read.
  if (error.code === 'media_type_unsupported') reply.header('accept-encoding', 'identity')
  if (error.status === 401) reply.header('www-authenticate', challengeOf(error.code))
  if (error.code === 'step_up_required') {
    reply.header('www-authenticate', stepUpChallenge(error.data))
  }
  const language = languageOf(request.headers['accept-language'])
  const { data, words } = error
  const body = failureReply(error.code, language, { requestId: request.id, data, words })
  return reply.code(codes[error.code].status).send(body)
}

export function addRetryAfter({ retryAfterSeconds, code }: ZtokenError, reply: FastifyReply): void {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  if (code === 'too_many_requests' && retryAfterSeconds !== undefined) {
    reply.header('ratelimit', `"failures";r=0;t=${retryAfterSeconds}`)
  }
}

function challengeOf(code: FailureName): string {
  return codes[code].refusesNoToken ? 'Bearer' : 'Bearer error="invalid_token"'
}

/** Whatever was thrown, by its code; what the framework refuses is named in our words. */
export function asZtokenError(error: unknown): ZtokenError {
  if (error instanceof ZtokenError) return error
  const { code, statusCode, validation } = Object(error) as Record<string, unknown>
  if (Array.isArray(validation)) {
    return new ZtokenError('invalid_request', { cause: error, field: fieldOf(validation) })
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ZtokenError('body_too_large')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ZtokenError('media_type_unsupported')
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new ZtokenError('invalid_request', { cause: error })
  }
  return new ZtokenError('internal_error', { cause: error })
}

function fieldOf(validation: readonly unknown[]): string {
  const { instancePath } = Object(validation[0]) as Record<string, unknown>
  return typeof instancePath === 'string' ? instancePath : ''
}
