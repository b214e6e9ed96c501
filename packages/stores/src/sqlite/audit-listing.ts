import type { AuditQuery } from '@ztoken/core'
import type { Value } from './engine.ts'
import type { Question } from './read-thread.ts'
import { auditColumns } from './rows.ts'

/**
 * One page of the audit as a statement: a text of its own for each set of filters, so that each has
 * its plan. In the order of their sequence or, where a time is asked for, of that: `at` follows the
 * sequence closely and not exactly, since servers have clocks of their own and audits are imported.
 */
export function auditListing({ before, limit, userId, event, from, until }: AuditQuery): Question {
  const isByTime = from !== null || until !== null
  const filters: readonly (readonly [string, Value])[] = [
    [isByTime ? `(at, sequence) < ${placeOf('?1')}` : 'sequence < ?1', before],
    ['user_id = ?2', userId],
    // Of one person all is looked through rather than an event of everybody's: `+` keeps its index out.
    [userId === null ? 'event = ?3' : '+event = ?3', event],
    ['at >= ?4', from],
    ['at < ?5', until],
  ]
  const asked = filters.filter(([, value]) => value !== null).map(([filter]) => filter)
  return {
    text: `SELECT sequence, ${auditColumns} FROM audit WHERE ${asked.join(' AND ') || 'true'}
      ORDER BY ${isByTime ? 'at DESC, ' : ''}sequence DESC LIMIT ?6`,
    values: [...filters.map(([, value]) => value), limit],
  }
}

/** Where an entry stands in the order of time; one that has been swept has nothing after it. */
function placeOf(sequence: string): string {
  return `((SELECT at FROM audit WHERE sequence = ${sequence}), ${sequence})`
}
