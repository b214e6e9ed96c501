import type { IncomingHttpHeaders } from 'node:http'
import { tokenHeader, ZtokenError } from '@ztoken/contract'

/** What every server on node:http knows of a request. */
export interface RequestHeaders {
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
}

const bearer = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i

/**
 * The token of a request: from `z-token` or from `Authorization: Bearer` (RFC 6750 §2.1), never
 * both, never from the query, the body or a cookie.
 * Throws ZtokenError `token_missing`, `token_invalid`, `invalid_request`.
 */
export function requireToken(request: RequestHeaders): string {
  const own = request.headers[tokenHeader]
  const { authorization } = request.headers
  if (authorization === undefined) return requireOwn(own)
  // Node keeps the first of several Authorization headers, so they are counted (attack T186).
  if (own !== undefined || countAuthorization(request.rawHeaders) > 1) {
    throw new ZtokenError('invalid_request')
  }
  const found = bearer.exec(authorization)
  if (found?.[1] === undefined) throw new ZtokenError('token_invalid')
  return found[1]
}

/** The token of a request to one of the tutorial's routes, where only `z-token` counts. */
export function requireTutorialToken(request: RequestHeaders): string {
  return requireOwn(request.headers[tokenHeader])
}

/** Several `z-token` headers arrive joined by a comma, which no token contains (attack T185). */
function requireOwn(header: string | string[] | undefined): string {
  if (header === undefined) throw new ZtokenError('token_missing')
  if (typeof header !== 'string' || header === '') throw new ZtokenError('token_invalid')
  return header
}

function countAuthorization(rawHeaders: readonly string[]): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') count += 1
  }
  return count
}
