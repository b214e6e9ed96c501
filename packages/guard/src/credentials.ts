import { tokenHeader, ZtokenError } from '@ztoken/contract'

/** What every server on node:http knows of a request: its headers as they were sent. */
export interface RequestHeaders {
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
}

const bearer = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i

/**
 * The token of a request: from `z-token` or from `Authorization: Bearer` (RFC 6750 §2.1), never
 * both, never from the query, the body or a cookie.
 * Throws ZtokenError `token_missing`, `token_invalid`, `invalid_request`.
 */
export function requireToken({ rawHeaders }: RequestHeaders): string {
  const own = headerOf(rawHeaders, tokenHeader)
  const authorization = headerOf(rawHeaders, 'authorization')
  if (authorization === undefined) return requireOwn(own)
  if (own !== undefined || authorization === null) throw new ZtokenError('invalid_request')
  const found = bearer.exec(authorization)
  if (found?.[1] === undefined) throw new ZtokenError('token_invalid')
  return found[1]
}

/** The token of a request to one of the tutorial's routes, where only `z-token` counts. */
export function requireTutorialToken({ rawHeaders }: RequestHeaders): string {
  return requireOwn(headerOf(rawHeaders, tokenHeader))
}

function requireOwn(value: string | null | undefined): string {
  if (value === undefined) throw new ZtokenError('token_missing')
  if (value === null || value === '') throw new ZtokenError('token_invalid')
  return value
}

/**
 * The value of a header; undefined where there is none, null where there are several. Looked for in
 * what was sent: Node keeps the first of several Authorization headers and joins others (attacks
 * T185, T186), and takes longer to build its table than all the rest of the guard.
 */
function headerOf(rawHeaders: readonly string[], name: string): string | null | undefined {
  let value: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at] as string
    if (given.length !== name.length || given.toLowerCase() !== name) continue
    if (value !== undefined) return null
    value = rawHeaders[at + 1]
  }
  return value
}
