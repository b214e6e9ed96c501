import { tokenHeader, ZtokenError } from '@ztoken/contract'

/** What every server on node:http knows of a request: its headers as they were sent. */
export interface RequestHeaders {
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
}

/**
 * What was sent, of a fetch request. Headers join what came twice with ", ", which no token holds:
 * parted again, it is refused as anywhere else. What the host of the runtime hid before is out of
 * sight: Next.js on Node reads the first of several Authorization headers and drops the others.
 */
export function sentIn(headers: Headers): RequestHeaders {
  const rawHeaders: string[] = []
  for (const name of credentialHeaders) {
    const joined = headers.get(name)
    if (joined === null) continue
    for (const value of joined.split(', ')) rawHeaders.push(name, value)
  }
  return { rawHeaders }
}

const credentialHeaders = [tokenHeader, 'authorization'] as const

const bearer = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i

/**
 * The token of a request: from `z-token` or from `Authorization: Bearer` (RFC 6750 §2.1), never
 * both, never from the query, the body or a cookie; null where none is sent.
 * Throws ZtokenError `token_invalid`, `invalid_request`.
 */
export function findToken({ rawHeaders }: RequestHeaders): string | null {
  const own = headerOf(rawHeaders, tokenHeader)
  const authorization = headerOf(rawHeaders, 'authorization')
  if (authorization === undefined) return ownToken(own)
  if (own !== undefined || authorization === null) throw new ZtokenError('invalid_request')
  const found = bearer.exec(authorization)
  if (found?.[1] === undefined) throw new ZtokenError('token_invalid')
  return found[1]
}

/** The same; throws `token_missing` where none is sent. */
export function requireToken(sent: RequestHeaders): string {
  return findToken(sent) ?? missing()
}

/** The token of a request to one of the tutorial's routes, where only `z-token` counts, or null. */
export function findTutorialToken({ rawHeaders }: RequestHeaders): string | null {
  return ownToken(headerOf(rawHeaders, tokenHeader))
}

/** The same; throws `token_missing` where none is sent. */
export function requireTutorialToken(sent: RequestHeaders): string {
  return findTutorialToken(sent) ?? missing()
}

function ownToken(value: string | null | undefined): string | null {
  if (value === undefined) return null
  if (value === null || value === '') throw new ZtokenError('token_invalid')
  return value
}

function missing(): never {
  throw new ZtokenError('token_missing')
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
