import { tokenHeader, tutorialLogin, tutorialUserDetail } from '@ztoken/contract'
import type { AnyClient } from '@ztoken/sdk/vue'

/** A request as a reader of the tutorial would send it, without this site's client. */
export interface PlainRequest {
  readonly method: string
  /** The whole address. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface PlainReply {
  /** Status and body, as text to read. */
  readonly text: string
  /** The `code` of the envelope: 0 where it was done. */
  readonly code: unknown
  /** The `data` of the envelope. */
  readonly data: unknown
}

/** The tutorial's login; the phone and password may be missing, to see what is said of that. */
export function loginRequest(
  { urlOf }: AnyClient,
  given: { readonly phone: string; readonly password?: string },
): PlainRequest {
  return {
    method: tutorialLogin.method,
    url: urlOf(tutorialLogin.path),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
  }
}

/** The tutorial's request for whom a token belongs to; null: without one. */
export function detailRequest({ urlOf }: AnyClient, token: string | null): PlainRequest {
  return {
    method: tutorialUserDetail.method,
    url: urlOf(tutorialUserDetail.path),
    headers: token === null ? {} : { [tokenHeader]: token },
  }
}

export function requestText({ method, url, headers, body }: PlainRequest): string {
  const { pathname, host } = new URL(url, location.href)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${pathname} HTTP/1.1`, ...lines, ...(body ? ['', body] : [])].join('\n')
}

/** The same for a POSIX shell. */
export function curlText({ method, url, headers, body }: PlainRequest): string {
  const parts = [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoted(new URL(url, location.href).href)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body ? [`-d ${quoted(body)}`] : []),
  ]
  return parts.join(' \\\n  ')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Sends it as it stands: with no header but its own, and no cookie. Throws TypeError offline. */
export async function send({ url, ...init }: PlainRequest): Promise<PlainReply> {
  const reply = await fetch(url, { ...init, credentials: 'omit', cache: 'no-store' })
  const text = await reply.text()
  const body: unknown = parsed(text)
  const shown = body === undefined ? text : JSON.stringify(body, null, 2)
  return {
    text: `HTTP/1.1 ${reply.status} ${reply.statusText}\n\n${shown}`,
    code: Object(body).code,
    data: Object(body).data,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
