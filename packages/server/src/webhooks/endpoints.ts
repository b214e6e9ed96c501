import { isLoopback } from '@ztoken/contract'
import { type AuditEvent, auditEvents, type WebhookEndpoint } from '@ztoken/core'

const endpointsAtMost = 16

/**
 * An endpoint as settings name it: its URL and, where it is not told of everything, the events
 * after a `#`, joined by `+`: `https://a.example/hook#login+logout`. Not checked yet.
 */
export function parseEndpoint(text: string): WebhookEndpoint {
  const [url = '', names, ...rest] = text.split('#')
  if (names === undefined) return { url }
  return { url, events: [names, ...rest].join('#').split('+') as AuditEvent[] }
}

/** What is wrong with these endpoints, or null. A URL is not shown: it may hold a secret. */
export function faultOfEndpoints(endpoints: readonly WebhookEndpoint[]): string | null {
  if (endpoints.length > endpointsAtMost) return `has to list at most ${endpointsAtMost} endpoints`
  if (!endpoints.every(({ url }) => isEndpointUrl(url))) {
    return 'has to list https URLs without credentials (http for this machine alone)'
  }
  if (new Set(endpoints.map(({ url }) => url)).size < endpoints.length) {
    return 'has to list an endpoint once'
  }
  const areKnown = endpoints.every(
    ({ events }) => events === undefined || (events.length > 0 && events.every(isEvent)),
  )
  return areKnown ? null : 'has to name events that there are, e.g. https://a.example/#login+logout'
}

/** What is sent is personal: it crosses no network unencrypted. */
export function isEndpointUrl(text: string): boolean {
  if (typeof text !== 'string' || text.includes('#') || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

function isEvent(name: string): boolean {
  return (auditEvents as readonly string[]).includes(name)
}
