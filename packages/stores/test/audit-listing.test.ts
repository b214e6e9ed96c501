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
    const byTime = [
      expect.stringMatching(/COVERING INDEX audit_at \(at[<>]\?\)/),
      expect.stringMatching(/COVERING INDEX audit_at \(at[<>]\?\)/),
    ]
    const time = { from: 1, until: 2 }
    for (const [query, index] of [
      [{}, 'PRIMARY KEY (rowid>? AND rowid<?)'],
      [{ userId: 'a' }, 'audit_of_user (user_id=? AND sequence>? AND sequence<?)'],
      [{ event: 'login' }, 'audit_of_event (event=? AND sequence>? AND sequence<?)'],
    ] as const) {
      const plan = planOf({ ...query, ...time })
      expect(plan).toEqual(expect.arrayContaining([expect.stringContaining(index), ...byTime]))
      expect(plan.join()).not.toMatch(/TEMP B-TREE|SCAN audit/)
    }
    expect(planOf({ before: 9 }).join()).toContain('PRIMARY KEY (rowid<?)')
  })
})
