import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

const form = /^whsec_[A-Za-z0-9+/]+={0,2}$/
const bytesAtLeast = 24
const bytesAtMost = 64

/** One message as it goes out: the id of the event, the second of this attempt, the body. */
export interface Message {
  readonly id: string
  readonly timestamp: number
  readonly body: string
}

/**
 * The key of a webhook secret: `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks, signature
 * scheme). Null for every other text.
 */
export function importWebhookSecret(text: string): KeyObject | null {
  if (typeof text !== 'string' || !form.test(text)) return null
  const encoded = text.slice('whsec_'.length)
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.toString('base64') !== encoded) return null
  if (bytes.length < bytesAtLeast || bytes.length > bytesAtMost) return null
  return createSecretKey(bytes)
}

/** The headers of a message: signed with every key, so that a receiver may hold any of them. */
export function signedHeaders(keys: readonly KeyObject[], message: Message): SignedHeaders {
  const { id, timestamp, body } = message
  const signatures = keys.map((key) => {
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`)
    return `v1,${mac.digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}

export interface SignedHeaders {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}
