import type { ClientBase } from 'pg'
import { textAt } from './faults.ts'
import { quoted } from './in-schema.ts'
import type { PostgresOptions } from './options.ts'

/** A statement the server does not break off in time is given up a little later. */
export const graceMilliseconds = 500

/** What holds for a session or, where sessions are shared, for one transaction. */
export interface Bounds {
  readonly statementMilliseconds: number
  /** The longest wait for a lock; 0, or not given: as long as the statement may take. */
  readonly lockMilliseconds?: number
  /** The schema that names are looked for in; null: the search path stays as it is. */
  readonly schema: string | null
}

type Pooler = NonNullable<PostgresOptions['pooler']>

/**
 * Sets up a new connection, in one question. Nothing of it is a parameter of the start: poolers
 * refuse those. Out: true where a pooler may hand each transaction to another session, so that
 * nothing can be kept on it. A pooler is told by its number: it answers the start with one of its
 * own, which has to be another than the session's, since cancelling goes through it.
 */
export async function settle(
  client: ClientBase,
  bounds: Bounds,
  pooler: Pooler = 'auto',
): Promise<boolean> {
  if (pooler === 'transaction') return true
  const { rows } = await client.query<{ pooled: boolean }>(
    `SELECT pooled, CASE WHEN NOT pooled THEN (${setting(bounds, false)}) END
     FROM (SELECT $1::bigint IS NOT NULL AND pg_backend_pid() <> $1::bigint AS pooled) AS line`,
    [pooler === 'none' ? null : numberOf(client)],
  )
  return rows[0]?.pooled === true
}

/** The same of a connection that listens, on which nothing has to be set. */
export async function isPooled(client: ClientBase, pooler: Pooler = 'auto'): Promise<boolean> {
  if (pooler !== 'auto') return pooler === 'transaction'
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid !== numberOf(client)
}

/** Begins a transaction on a shared session, with what holds for it alone: one message. */
export function beginBounded(bounds: Bounds): string {
  return `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT ${setting(bounds, true)}`
}

/** A name that was given on another session, or is not known on this one. Nothing was done. */
export function isNameLost(error: unknown): boolean {
  const code = textAt(error, 'code')
  return code === '26000' || code === '42P05'
}

/** What is acknowledged has to survive, however the database was set up for others. */
function setting(
  { statementMilliseconds: longest, lockMilliseconds = 0, schema }: Bounds,
  isLocal: boolean,
): string {
  const path =
    schema === null ? 'NULL' : `set_config('search_path', '${quoted(schema)}', ${isLocal})`
  const idle = longest === 0 ? 0 : longest + graceMilliseconds
  return `concat(
    ${path},
    set_config('statement_timeout', '${longest}', ${isLocal}),
    set_config('lock_timeout', '${lockMilliseconds}', ${isLocal}),
    set_config('idle_in_transaction_session_timeout', '${idle}', ${isLocal}),
    CASE WHEN current_setting('synchronous_commit') = 'off'
      THEN set_config('synchronous_commit', 'on', ${isLocal}) END)`
}

/** As the server of the connection told it at the start; the driver's types leave it out. */
function numberOf(client: ClientBase): number | null {
  return (client as { readonly processID?: number | null }).processID ?? null
}
