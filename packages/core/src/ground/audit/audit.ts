import { type AuditEvent, auditEvents } from '@ztoken/contract'
import { v7 as newEntryId } from 'uuid'
import type { IdentityName } from '../account/identity.ts'
import { suggestion } from '../near.ts'
import type { Tell } from '../tell.ts'
import type { AuditEntry, AuditRecord } from './entry.ts'

/** What is known of one thing that happened; what is left out is null. */
export type AuditFields = Partial<Omit<AuditEntry, 'id' | 'at' | 'event'>>

/** May be asynchronous: nobody waits for it. */
export type AuditListener = (entry: AuditEntry) => void

/** An endpoint that is told of some events, or of all. */
export interface WebhookEndpoint {
  readonly url: string
  readonly events?: readonly AuditEvent[]
}

export interface Audit {
  /** An entry to be kept in the transaction of what it tells of. */
  record(event: AuditEvent, fields?: AuditFields): AuditRecord
  /** Tells listeners of an entry that was kept. A listener that fails disturbs nobody. */
  announce(record: AuditRecord): void
  /** Calls back after each event of this name, or of any (`'*'`). Out: ends it. */
  on(event: AuditEvent | '*', listener: AuditListener): () => void
}

export interface AuditOptions {
  readonly clock: () => number
  readonly endpoints: readonly WebhookEndpoint[]
  /** Calls a listener, whatever becomes of it. */
  readonly tell: Tell
}

export function createAudit({ clock, endpoints, tell }: AuditOptions): Audit {
  for (const { url, events = [] } of endpoints) {
    for (const event of events) requireEvent(event)
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new TypeError('a webhook endpoint is an http(s) URL')
    }
  }
  const listeners = new Map<AuditEvent | '*', Set<AuditListener>>()

  return {
    record(event, fields = {}) {
      const at = clock()
      const deliverTo = endpoints
        .filter(({ events }) => events === undefined || events.includes(event))
        .map(({ url }) => url)
      return Object.freeze({
        id: newEntryId({ msecs: at }),
        at,
        event,
        actorId: null,
        userId: null,
        sessionId: null,
        address: null,
        device: null,
        detail: null,
        ...fields,
        deliverTo,
      })
    },
    announce({ deliverTo: _, ...entry }) {
      for (const name of [entry.event, '*'] as const) {
        for (const listener of listeners.get(name) ?? []) tell(listener, entry)
      }
    },
    on(event, listener) {
      if (event !== '*') requireEvent(event)
      if (typeof listener !== 'function') throw new TypeError('on: the listener is a function')
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known.add(listener))
      return () => known.delete(listener)
    },
  }
}

/** Throws TypeError for what never happens. */
function requireEvent(event: string): void {
  if ((auditEvents as readonly string[]).includes(event)) return
  throw new TypeError(`there is no event ${event}${suggestion(String(event), auditEvents)}`)
}

/** What an account is found by as the audit and logs may show it. */
export function maskedName({ kind, subject }: IdentityName): string {
  if (kind === 'phone') return maskedPhone(subject)
  const [name = '', ...domain] = subject.split('@')
  return [`${[...name].slice(0, 1).join('')}***`, ...domain].join('@')
}

/** A phone as the audit and logs may show it: `+86138****8000`. */
export function maskedPhone(phone: string): string {
  return phone.length < 8 ? '****' : `${phone.slice(0, -8)}****${phone.slice(-4)}`
}
