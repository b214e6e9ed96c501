import type { AuditEvent, AuditQuery } from '@ztoken/core'
import { eventsOf, isByTime, isEachAList } from '../judgements/audit-events.ts'
import type { Value } from './engine.ts'
import type { Question } from './read-thread.ts'
import { auditColumns } from './rows.ts'

const columns = `sequence, ${auditColumns}`

/**
 * One page of the audit as a statement: a text of its own for each set of filters, so that each has
 * its plan. In the order of their sequence or, where a time is asked for, of that: `at` follows the
 * sequence closely and not exactly, since servers have clocks of their own and audits are imported.
 */
export function auditListing(query: AuditQuery): Question {
  const values: Value[] = []
  const put = (value: Value): string => `?${values.push(value)}`
  const limit = put(query.limit)
  const ending = `ORDER BY ${isByTime(query) ? 'at DESC, ' : ''}sequence DESC LIMIT ${limit}`
  const listOf = (events: readonly AuditEvent[] | null): string =>
    `SELECT ${columns} FROM audit WHERE ${filters(query, events, put)} ${ending}`
  const events = eventsOf(query)
  if (events?.length === 0) return { text: `SELECT ${columns} FROM audit WHERE false`, values: [] }
  if (!isEachAList(query)) return { text: listOf(events), values }
  const lists = (events ?? []).map((event) => `SELECT * FROM (${listOf([event])})`)
  return { text: `SELECT * FROM (${lists.join(' UNION ALL ')}) ${ending}`, values }
}

function filters(
  query: AuditQuery,
  events: readonly AuditEvent[] | null,
  put: (value: Value) => string,
): string {
  const { before, userId, address = null, from, until } = query
  const conditions: string[] = []
  if (before !== null) {
    const place = put(before)
    conditions.push(isByTime(query) ? `(at, sequence) < ${placeOf(place)}` : `sequence < ${place}`)
  }
  if (userId !== null) conditions.push(`user_id = ${put(userId)}`)
  // Of one person all is looked through rather than an address or an event of everybody's: `+`
  // keeps their indexes out.
  if (address !== null) conditions.push(`${userId === null ? '' : '+'}address = ${put(address)}`)
  if (events !== null) {
    const isOfFew = userId !== null || address !== null
    conditions.push(`${isOfFew ? '+' : ''}event IN (${events.map(put).join()})`)
  }
  if (from !== null) conditions.push(`at >= ${put(from)}`)
  if (until !== null) conditions.push(`at < ${put(until)}`)
  return conditions.join(' AND ') || 'true'
}

/** Where an entry stands in the order of time; one that has been swept has nothing after it. */
function placeOf(sequence: string): string {
  return `((SELECT at FROM audit WHERE sequence = ${sequence}), ${sequence})`
}
