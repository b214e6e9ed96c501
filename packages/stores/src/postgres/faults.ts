import { unavailable as unavailableFor, ZtokenError } from '@ztoken/core'
import { MigrationError } from '../migration-error.ts'

/**
 * Whatever the driver fails with, the caller learns one thing: it could not be done. The cause says
 * where, and no more: the server's own messages quote the values they are about.
 */
export function unavailable(error: unknown): Error {
  if (error instanceof MigrationError || error instanceof ZtokenError) return error
  if (isForbidden(error)) return new ZtokenError('conflict', { cause: causeOf(error) })
  return unavailableFor(causeOf(error))
}

/** The transaction was rolled back for another's sake: it may be tried again. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error)
  // The last two: a pooler has lost the name of a statement, which was not begun.
  return code !== null && ['40001', '40P01', '26000', '42P05'].includes(code)
}

/** The same of a question that changes nothing: a pooler says 08P01 where a session went under it. */
export function isTransientForReading(error: unknown): boolean {
  return isTransient(error) || codeOf(error) === '08P01'
}

/**
 * A table of the application's refers to the row and does not let it go, or a trigger of its own
 * refuses: foreign keys, what they would leave (a null, a check), and `RAISE EXCEPTION`.
 */
function isForbidden(error: unknown): boolean {
  return ['23503', '23001', '23502', '23514', 'P0001'].includes(codeOf(error) ?? '')
}

/** It was rolled back whole, and the connection can be used again. */
export function isRolledBack(error: unknown): boolean {
  return isTransient(error) || isForbidden(error) || error instanceof ZtokenError
}

/** The messages without a code that quote nothing, the driver's but for the last. */
const knownMessages: ReadonlySet<string> = new Set([
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
  'The server does not support SSL connections',
  'too many wait for a connection',
])

function causeOf(error: unknown): Error {
  const code = codeOf(error)
  const known = error instanceof Error && knownMessages.has(error.message) ? error.message : null
  const what = code ?? known ?? (error instanceof Error ? error.name : typeof error)
  // Which function of the server refused, e.g. `auth_failed`.
  const routine = textAt(error, 'routine')
  const cause = new Error(`PostgreSQL: ${what}${routine === null ? '' : ` (${routine})`}`)
  return code === null ? cause : Object.assign(cause, { code })
}

/** An SQLSTATE such as `40001`, or the system's own, such as `ECONNREFUSED`. */
function codeOf(error: unknown): string | null {
  const code = textAt(error, 'code')
  return code !== null && /^[A-Z0-9_]{3,40}$/.test(code) ? code : null
}

export function textAt(error: unknown, member: 'code' | 'routine'): string | null {
  const value = (error as Record<string, unknown> | null | undefined)?.[member]
  return typeof value === 'string' ? value : null
}
