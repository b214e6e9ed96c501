/** What a receiver made of a message. */
export type Answer =
  | { readonly kind: 'delivered' | 'gone' }
  | {
      readonly kind: 'failed'
      /** A status or the code of a network error. */
      readonly why: string
      readonly retryAfterSeconds: number | null
    }

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

export type Fetch = typeof globalThis.fetch

/** Posts a message. Never throws: what is no answer is a failure. `now` in milliseconds. */
export async function post(fetch: Fetch, { url, ...request }: Post, now: number): Promise<Answer> {
  try {
    const response = await fetch(url, { ...request, method: 'POST', redirect: 'error' })
    // Only the status counts: not a byte of what else a receiver sends is kept.
    await response.body?.cancel().catch(() => undefined)
    if (response.ok) return { kind: 'delivered' }
    if (response.status === 410) return { kind: 'gone' }
    const retryAfterSeconds = secondsOf(response.headers.get('retry-after'), now)
    return { kind: 'failed', why: `status ${response.status}`, retryAfterSeconds }
  } catch (error) {
    const why = request.signal.aborted ? 'no answer in time' : networkFault(error)
    return { kind: 'failed', why, retryAfterSeconds: null }
  }
}

/** `Retry-After` (RFC 9110 §10.2.3): seconds or a date. */
function secondsOf(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^[0-9]{1,9}$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}

/** The code alone: a message of the network may hold the URL. */
function networkFault(error: unknown): string {
  const { code } = Object(Object(error).cause) as { readonly code?: unknown }
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'no answer'
}
