import { createHash, createHmac } from 'node:crypto'

export interface AcsKey {
  readonly keyId: string
  readonly keySecret: string
}

/** A call of an API of Alibaba Cloud in the RPC style. */
export interface AcsCall {
  /** As the header `Host` says it. */
  readonly host: string
  readonly action: string
  readonly version: string
  readonly query: Readonly<Record<string, string>>
  /** What goes as a form; no body unless given. */
  readonly form?: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly at: number
  /** Never the same twice. */
  readonly nonce: string
}

export interface SignedCall {
  readonly query: string
  readonly body?: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Signs a call (ACS3-HMAC-SHA256, request signature V3 of Alibaba Cloud). Out: the query and the body
 * as they have to be sent, and the headers beside `Host`.
 */
export function signAcs3(
  { keyId, keySecret }: AcsKey,
  { host, action, version, query, form, at, nonce }: AcsCall,
): SignedCall {
  const body = form && canonicalQuery(form)
  const headers = {
    'x-acs-action': action,
    'x-acs-content-sha256': sha256(body ?? ''),
    'x-acs-date': `${new Date(at).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  }
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  // In the order of their names.
  const signed = Object.entries({ ...type, host, ...headers })
  const names = signed.map(([name]) => name).join(';')
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('')
  const written = canonicalQuery(query)
  const request = `POST\n/\n${written}\n${lines}\n${names}\n${headers['x-acs-content-sha256']}`
  const algorithm = 'ACS3-HMAC-SHA256'
  const signature = createHmac('sha256', keySecret)
    .update(`${algorithm}\n${sha256(request)}`)
    .digest('hex')
  const authorization = `${algorithm} Credential=${keyId},SignedHeaders=${names},Signature=${signature}`
  const sent = body === undefined ? {} : { body }
  return { query: written, ...sent, headers: { ...type, ...headers, authorization } }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${encoded(name)}=${encoded(query[name] ?? '')}`)
    .join('&')
}

/** RFC 3986 §2.1, of which `encodeURIComponent` leaves out five characters. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
