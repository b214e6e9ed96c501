import type { AuditQuery, AuditRecord, StoredAuditEntry } from './entry.ts'

/** What the core needs to be true of the audit. */
export interface AuditStore {
  addAudit(audit: readonly AuditRecord[]): Promise<void>
  /**
   * The newest first: by their sequence or, where a time or an address is asked for, by when they
   * happened.
   */
  listAudit(query: AuditQuery): Promise<StoredAuditEntry[]>
  /**
   * Removes entries of before this moment (ms), a bounded number, and what was still to be told of
   * them; how many.
   */
  sweepAudit(at: number): Promise<number>
}
