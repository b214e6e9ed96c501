import type { AuditStore } from '@ztoken/core'
import { addAudit, type Tables } from './tables.ts'

export function auditStore(tables: Tables): AuditStore {
  const { deliveries } = tables

  return {
    addAudit: async (audit) => addAudit(tables, audit),
    listAudit: async ({ before, limit, userId, event, from, until }) =>
      tables.audit
        .filter((entry) => before === null || entry.sequence < before)
        .filter((entry) => userId === null || entry.userId === userId)
        .filter((entry) => event === null || entry.event === event)
        .filter(({ at }) => (from === null || at >= from) && (until === null || at < until))
        .slice(-limit)
        .reverse()
        .map((entry) => structuredClone(entry)),
    async sweepAudit(before) {
      const { length } = tables.audit
      tables.audit = tables.audit.filter(({ at }) => at >= before)
      for (const [key, { entry }] of deliveries) if (entry.at < before) deliveries.delete(key)
      return length - tables.audit.length
    },
  }
}
