import type { AuditQuery } from '@ztoken/core'
import type { Value } from './engine.ts'
import { auditColumns } from './rows.ts'

/**
 * One page of the audit as a statement: a text of its own for each set of filters, so that each has
 * its plan. Entries are in the order of their sequence, which `at` follows closely and not exactly
 * (servers have clocks of their own): a time is compared as it is, and besides, as sequences that
 * the index over `at` alone gives, it bounds how far is looked.
 */
export function auditListing({ before, limit, userId, event, from, until }: AuditQuery): {
  readonly text: string
  readonly values: readonly Value[]
} {
  // The plus has the index over the time used, instead of a walk through the table in its order.
  const filters: readonly (readonly [string, Value])[] = [
    ['sequence < ?', before],
    ['user_id = ?', userId],
    ['event = ?', event],
    ['at >= ?', from],
    ['sequence >= (SELECT min(+sequence) FROM audit WHERE at >= ?)', from],
    ['at < ?', until],
    ['sequence <= (SELECT max(+sequence) FROM audit WHERE at < ?)', until],
  ]
  const asked = filters.filter(([, value]) => value !== null)
  const where = asked.map(([filter]) => filter).join(' AND ') || 'true'
  return {
    text: `SELECT sequence, ${auditColumns} FROM audit WHERE ${where}
      ORDER BY sequence DESC LIMIT ?`,
    values: [...asked.map(([, value]) => value), limit],
  }
}
