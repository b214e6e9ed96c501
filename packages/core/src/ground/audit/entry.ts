import type { AuditEvent } from '@ztoken/contract'

/** One thing that happened. Holds no token, password or hash; a phone in it is masked. */
export interface AuditEntry {
  /** UUIDv7, also the id of the webhook message. */
  readonly id: string
  /** Milliseconds. */
  readonly at: number
  readonly event: AuditEvent
  /** Who did it; null for strangers and for the system itself. */
  readonly actorId: string | null
  /** Whom it concerns. */
  readonly userId: string | null
  readonly sessionId: string | null
  readonly address: string | null
  readonly device: string | null
  readonly detail: Readonly<Record<string, string>> | null
}

/** An entry with the webhook endpoints that have to be told, by URL. */
export interface AuditRecord extends AuditEntry {
  readonly deliverTo: readonly string[]
}

/** Which entries are asked for, the newest first. */
export interface AuditQuery {
  /** The sequence to go on after, downwards; null: from the newest. */
  readonly before: number | null
  readonly limit: number
  readonly userId: string | null
  /** One, or any of several. */
  readonly event: AuditEvent | readonly AuditEvent[] | null
  /** From where it was done, exactly. */
  readonly address?: string | null
  /** Milliseconds: only what happened at this moment or later. */
  readonly from: number | null
  /** Milliseconds: only what happened before this moment. */
  readonly until: number | null
}

export interface StoredAuditEntry extends AuditEntry {
  readonly sequence: number
}

/** One entry on its way to one endpoint. */
export interface Delivery {
  readonly entry: AuditEntry
  readonly endpoint: string
  /** How often it was tried before. */
  readonly attempts: number
}
