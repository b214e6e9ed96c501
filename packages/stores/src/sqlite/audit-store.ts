import type { AuditStore } from '@ztoken/core'
import { auditListing } from './audit-listing.ts'
import type { Connection } from './connection.ts'
import type { Statement } from './engine.ts'
import type { Records } from './records.ts'
import { storedAuditOf } from './rows.ts'
import { createSweep } from './sweep.ts'

export function auditStore(connection: Connection, records: Records): AuditStore {
  const { prepare, read, write } = connection
  const lists = new Map<string, Statement>()

  return {
    addAudit: (audit) => write(() => records.addAudit(audit)),
    listAudit: (query) =>
      read(() => {
        const { text, values } = auditListing(query)
        const list = lists.get(text) ?? prepare(text)
        lists.set(text, list)
        return list.all(...values).map(storedAuditOf)
      }),
    sweepAudit: createSweep(connection, { table: 'audit', key: 'sequence', column: 'at' }),
  }
}
