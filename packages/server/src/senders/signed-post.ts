import { randomUUID } from 'node:crypto'
import { isEndpointUrl } from '../webhooks/endpoints.ts'
import { importWebhookSecret, signedHeaders } from '../webhooks/signature.ts'
import { type FaultTable, postOnce, refusal } from './one-request.ts'

/** A program of one's own that is handed messages. */
export interface HookPlace {
  /** https, or http on this machine. */
  readonly url: string
  /** `whsec_` and 24 to 64 bytes in base64; a list for rotation: messages are signed with all. */
  readonly secret: string | readonly string[]
  /** 10,000 unless given. */
  readonly timeoutMilliseconds?: number
  readonly clock?: () => number
}

/** By which HTTP status a hook may say what was wrong. */
const faults: FaultTable = [
  [/^402$/, 'balance'],
  [/^(?:401|403)$/, 'credentials'],
  [/^422$/, 'number'],
  [/^429$/, 'throttled'],
]

/**
 * How messages of a type are handed over: signed in the form of Standard Webhooks and, unlike a
 * webhook, once. Any 2xx is taken for sent. What it gives rejects with SendError.
 * Throws TypeError for a URL or a secret that cannot be used.
 */
export function signedPost(place: HookPlace): (type: string, data: object) => Promise<void> {
  const { url, clock = Date.now, timeoutMilliseconds } = place
  const keys = [place.secret].flat().map(importWebhookSecret)
  const known = keys.filter((key) => key !== null)
  if (!isEndpointUrl(url)) throw new TypeError('hook: the URL is https, without credentials')
  if (known.length === 0 || known.length < keys.length) {
    throw new TypeError('hook: a secret is whsec_ and 24 to 64 bytes in base64')
  }
  return async (type, data) => {
    const now = clock()
    const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data })
    const id = `msg_${randomUUID()}`
    const signed = signedHeaders(known, { id, timestamp: Math.floor(now / 1000), body })
    const headers = { ...signed, 'content-type': 'application/json', 'user-agent': 'ztoken' }
    const status = await postOnce({ url, headers, body, timeoutMilliseconds })
    if (status < 200 || status > 299) throw refusal(faults, String(status))
  }
}
