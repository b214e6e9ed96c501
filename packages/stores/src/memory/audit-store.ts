import type { AuditStore, StoredAuditEntry } from '@ztoken/core'
import { eventsOf, isByTime } from '../judgements/audit-events.ts'
import { addAudit, type Tables } from './tables.ts'

export function auditStore(tables: Tables): AuditStore {
  const { deliveries } = tables

  return {
    addAudit: async (audit) => addAudit(tables, audit),
    async listAudit(query) {
      const { before, limit, userId, address = null, from, until } = query
      const events = eventsOf(query)
      const byTime = isByTime(query)
      const place = (entry: StoredAuditEntry): number => (byTime ? entry.at : 0)
      const last = tables.audit.find(({ sequence }) => sequence === before)
      const isAfter = (one: StoredAuditEntry, other: StoredAuditEntry): number =>
        place(other) - place(one) || other.sequence - one.sequence
      return tables.audit
        .filter((entry) =>
          byTime && before !== null
            ? last !== undefined && isAfter(last, entry) < 0
            : before === null || entry.sequence < before,
        )
        .filter((entry) => userId === null || entry.userId === userId)
        .filter((entry) => address === null || entry.address === address)
        .filter((entry) => events === null || events.includes(entry.event))
        .filter(({ at }) => (from === null || at >= from) && (until === null || at < until))
        .sort(isAfter)
        .slice(0, limit)
        .map((entry) => structuredClone(entry))
    },
    async sweepAudit(before) {
      const { length } = tables.audit
      tables.audit = tables.audit.filter(({ at }) => at >= before)
      for (const [key, { entry }] of deliveries) if (entry.at < before) deliveries.delete(key)
      return length - tables.audit.length
    },
  }
}
