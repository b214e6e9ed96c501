import type { AuditStore } from '@ztoken/core'
import { auditListing } from './audit-listing.ts'
import type { Connection } from './connection.ts'
import type { Records } from './records.ts'
import { storedAuditOf } from './rows.ts'
import { createSweep } from './sweep.ts'

export function auditStore(connection: Connection, records: Records): AuditStore {
  const { readLong, write } = connection

  return {
    addAudit: (audit) => write(() => records.addAudit(audit)),
    listAudit: async (query) => (await readLong(auditListing(query))).map(storedAuditOf),
    sweepAudit: createSweep(connection, { table: 'audit', key: 'sequence', column: 'at' }),
  }
}
