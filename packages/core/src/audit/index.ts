import { type AuditEvent, auditEvents, ZtokenError } from '@ztoken/contract'
import type { User } from '../ground/account/user.ts'
import type { AuditListener } from '../ground/audit/audit.ts'
import type { AuditEntry, StoredAuditEntry } from '../ground/audit/entry.ts'
import type { Ground } from '../ground/ground.ts'
import { requireInstant } from '../ground/page/instant.ts'
import type { Page, PageInput } from '../ground/page/pages.ts'

export interface AuditSearch extends PageInput {
  readonly userId?: string | null
  /** One, or any of several. */
  readonly event?: string | readonly string[] | null
  /** From where it was done: an IP address as the audit has it. */
  readonly address?: string | null
  /** Milliseconds: only what happened at this moment or later. */
  readonly from?: number | null
  /** Milliseconds: only what happened before this moment. */
  readonly until?: number | null
}

/** Who did what. */
export interface AuditTrail {
  /**
   * A page of the audit, the newest first.
   *
   * @throws ZtokenError `cursor_invalid`, `invalid_request`, `unavailable`.
   */
  searchAudit(search?: AuditSearch): Promise<Page<StoredAuditEntry>>
  /**
   * Who acts in these entries and whom they concern, each once, asked for together. Whoever was
   * deleted is not among them.
   *
   * @throws ZtokenError `unavailable`.
   */
  peopleOf(entries: readonly AuditEntry[]): Promise<readonly User[]>
  /**
   * Calls back after each event of this name, or of any (`'*'`), once it is kept for good. A
   * listener that fails disturbs nobody. Out: ends it.
   *
   * @example
   * auth.on('login', ({ userId, address }) => console.log(userId, address))
   */
  on(event: AuditEvent | '*', listener: AuditListener): () => void
}

export function createAuditTrail({
  store,
  pages,
  audit,
}: Pick<Ground, 'store' | 'pages' | 'audit'>): AuditTrail {
  return {
    async searchAudit(input = {}) {
      const { position, limit } = pages.require('audit', input)
      const found = await store.listAudit({
        before: position === null ? null : Number(position),
        limit: limit + 1,
        userId: input.userId ?? null,
        event: eventsOf(input.event ?? null),
        address: input.address ?? null,
        from: requireInstant(input.from ?? null, '/from'),
        until: requireInstant(input.until ?? null, '/until'),
      })
      return pages.of('audit', found, limit, ({ sequence }) => String(sequence))
    },
    async peopleOf(entries) {
      const named = entries.flatMap(({ actorId, userId }) => [actorId, userId])
      const ids = [...new Set(named.filter((id) => id !== null))]
      return ids.length === 0 ? [] : store.listUsers({ after: null, limit: ids.length, ids })
    },
    on: (event, listener) => audit.on(event, listener),
  }
}

function eventsOf(given: string | readonly string[] | null): readonly AuditEvent[] | null {
  return given === null ? null : [given].flat().map(eventOf)
}

function eventOf(text: string): AuditEvent {
  const event = auditEvents.find((known) => known === text)
  if (event === undefined) throw new ZtokenError('invalid_request', { field: '/event' })
  return event
}
