import { tokenHeader, ZtokenError } from '@ztoken/contract'

/**
 * What every server on node:http knows of a request: its headers as they were sent; where nobody
 * kept them so, as in a function behind a gateway, what there is of them.
 */
export interface RequestHeaders {
  /** Names and values in turn. */
  readonly rawHeaders?: readonly string[]
  readonly headers?: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Where tokens are looked for: `any` is `z-token` and `Authorization: Bearer`, one of them. */
export type TokenHeader = 'any' | 'z-token' | 'authorization'

/** Throws TypeError for what names no header of ours. */
export function checkedHeader(header: TokenHeader = 'any'): TokenHeader {
  if (['any', 'z-token', 'authorization'].includes(header)) return header
  throw new TypeError('header is any, z-token or authorization')
}

/**
 * What was sent, of a fetch request. Headers join what came twice with ", ", which no token holds:
 * parted again, it is refused as anywhere else. What the host of the runtime hid before is out of
 * sight: Next.js on Node reads the first of several Authorization headers and drops the others.
 */
export function sentIn(headers: Headers): { readonly rawHeaders: readonly string[] } {
  return { rawHeaders: credentialsOf((name) => headers.get(name)) }
}

const credentialHeaders = [tokenHeader, 'authorization'] as const

function credentialsOf(headerNamed: (name: string) => unknown): string[] {
  const rawHeaders: string[] = []
  for (const name of credentialHeaders) {
    for (const joined of [headerNamed(name) ?? []].flat()) {
      for (const value of String(joined).split(', ')) rawHeaders.push(name, value)
    }
  }
  return rawHeaders
}

/** As they were sent, or else what a gateway or a test made of them. */
function headersOf({ rawHeaders, headers }: RequestHeaders): readonly string[] {
  if (rawHeaders !== undefined && rawHeaders.length > 0) return rawHeaders
  if (headers === undefined) return []
  if (typeof headers.get === 'function') return sentIn(headers as Headers).rawHeaders
  const entries = Object.entries(headers)
  return credentialsOf((wanted) =>
    entries.flatMap(([name, value]) => (name.toLowerCase() === wanted ? (value ?? []) : [])),
  )
}

const bearer = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i
/** The scheme alone, first or behind a comma: RFC 9110 §11.4 knows one credential a header. */
const bearerScheme = /(?:^|,\s*)bearer(?![\w!#$%&'*+.^`|~-])/i

/**
 * The token of a request: from `z-token` or from `Authorization: Bearer` (RFC 6750 §2.1), never
 * both, never from the query, the body or a cookie; null where none is sent. Another scheme in
 * `Authorization`, a proxy's say, is passed over; with a header named, so is the other one.
 * Throws ZtokenError `token_invalid`, `invalid_request`.
 */
export function findToken(sent: RequestHeaders, header: TokenHeader = 'any'): string | null {
  const raw = headersOf(sent)
  const own = header === 'authorization' ? undefined : headerOf(raw, tokenHeader)
  const authorization = header === 'z-token' ? undefined : bearerIn(raw)
  if (authorization === undefined) return ownToken(own)
  if (own !== undefined || authorization === null) throw new ZtokenError('invalid_request')
  const found = bearer.exec(authorization)
  if (found?.[1] === undefined) throw new ZtokenError('token_invalid')
  return found[1]
}

/** The same; throws `token_missing` where none is sent. */
export function requireToken(sent: RequestHeaders, header: TokenHeader = 'any'): string {
  return findToken(sent, header) ?? missing()
}

/** The token of a request to one of the tutorial's routes, where only `z-token` counts, or null. */
export function findTutorialToken(sent: RequestHeaders): string | null {
  return ownToken(headerOf(headersOf(sent), tokenHeader))
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

/** The value that names our scheme; undefined where none does, null where another stands by it. */
function bearerIn(rawHeaders: readonly string[]): string | null | undefined {
  const value = headerOf(rawHeaders, 'authorization')
  if (typeof value === 'string') {
    const found = bearerScheme.exec(value)
    if (found === null) return undefined
    return found.index === 0 && !found[0].startsWith(',') ? value : null
  }
  if (value === undefined) return undefined
  const isOurs = rawHeaders.some(
    (name, at) =>
      at % 2 === 0 &&
      name.toLowerCase() === 'authorization' &&
      bearerScheme.test(rawHeaders[at + 1] ?? ''),
  )
  return isOurs ? null : undefined
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
