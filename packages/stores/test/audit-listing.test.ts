import type { AuditQuery } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { auditListing } from '../src/sqlite/audit-listing.ts'
import { openBeside, openStore, temporaryFile } from './open.ts'

const everything = { before: null, limit: 50, userId: null, event: null, from: null, until: null }

describe('a page of the audit in SQLite', () => {
  it('is looked up by an index whatever is asked for, and never sorted', async () => {
    const file = temporaryFile()
    await openStore(file)
    const engine = await openBeside(file)
    const planOf = (query: Partial<AuditQuery>): string[] => {
      const { text, values } = auditListing({ ...everything, ...query })
      return engine
        .prepare(`EXPLAIN QUERY PLAN ${text}`)
        .all(...values)
        .map(({ detail }) => String(detail))
    }
    const time = { from: 1, until: 2 }
    for (const [query, index] of [
      [time, 'audit_at (at>? AND at<?)'],
      [{ ...time, before: 9 }, 'audit_at'],
      [{ ...time, event: 'login' }, 'audit_of_event_at (event=? AND at>? AND at<?)'],
      [{ userId: 'a' }, 'audit_of_user (user_id=?)'],
      [{ event: 'login' }, 'audit_of_event (event=?)'],
      [{ address: '::1' }, 'audit_of_address (address=?)'],
      [{ ...time, address: '::1' }, 'audit_of_address (address=? AND at>? AND at<?)'],
      [{ address: '::1', event: ['login', 'logout'] }, 'audit_of_address (address=?)'],
      // Of an event there are those of everybody.
      [{ userId: 'a', event: 'login' }, 'audit_of_user (user_id=?)'],
    ] as const) {
      const plan = planOf(query).join()
      expect(plan).toContain(index)
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN audit/)
    }
    for (const [query, index] of [
      [{}, 'audit_of_event (event=?)'],
      [time, 'audit_of_event_at (event=? AND at>? AND at<?)'],
    ] as const) {
      const plan = planOf({ ...query, event: ['login', 'logout'] }).join()
      expect(plan.split(index)).toHaveLength(3)
      expect(plan).not.toContain('SCAN audit')
    }
    // One user's entries are mostly few: they are put in order.
    expect(planOf({ ...time, userId: 'a' }).join()).toContain('user_id=?')
    expect(planOf({ before: 9 }).join()).toContain('PRIMARY KEY (rowid<?)')
  })
})
