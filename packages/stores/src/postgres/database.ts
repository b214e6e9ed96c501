import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type ClientBase, Pool } from 'pg'
import { connectionSettings } from './connection.ts'
import { isRolledBack, isTransient, unavailable } from './faults.ts'
import type { PostgresOptions } from './options.ts'
import { type Sql, sql, statementOf } from './sql.ts'

export type Row = Readonly<Record<string, unknown>>

/** Asks one statement. */
export type Ask = (statement: Sql) => Promise<Row[]>

export interface Database {
  /** One statement, by itself a transaction. Throws ZtokenError `unavailable`. */
  readonly ask: Ask
  /** Several statements, all or none, each of which sees what others committed before it. */
  transaction<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** How often a transaction is tried that is rolled back for another's sake. */
const tries = 8

export function openDatabase(url: string, options: PostgresOptions = {}): Database {
  const { maximumConnections = 10, maximumWaiting = 1000 } = options
  const pool = new Pool({
    ...connectionSettings(url, options),
    max: maximumConnections,
    idleTimeoutMillis: 30_000,
    onConnect: requireDurability,
  })
  // One that breaks while nobody uses it has left the pool already.
  pool.on('error', ignore)
  let closing: Promise<void> | null = null

  async function withConnection<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> {
    const waiting = pool.waitingCount - pool.idleCount
    if (waiting >= maximumWaiting) throw new Error('too many wait for a connection')
    const client = await pool.connect()
    client.on('error', ignore)
    // What failed in the middle may still be answered: such a connection is not given to others.
    let isBroken = true
    try {
      const result = await work((statement) => askOn(client, statement))
      isBroken = false
      return result
    } catch (error) {
      isBroken = !isRolledBack(error)
      throw error
    } finally {
      client.off('error', ignore)
      client.release(isBroken)
    }
  }

  return {
    ask: (statement) => untilSettled(() => withConnection((ask) => ask(statement))),
    transaction: (work) => untilSettled(() => withConnection((ask) => inTransaction(ask, work))),
    close() {
      closing ??= pool.end()
      return closing
    },
  }
}

/**
 * All that `work` asks holds afterwards, or nothing of it: where it fails otherwise than for
 * another's sake or by a refusal of ours, the connection has to be closed.
 */
export async function inTransaction<Result>(
  ask: Ask,
  work: (ask: Ask) => Promise<Result>,
): Promise<Result> {
  // Said, not left to the server's settings: after a wait for a lock the next statement has to see
  // what was committed meanwhile.
  await ask(sql`BEGIN ISOLATION LEVEL READ COMMITTED`)
  try {
    const result = await work(ask)
    await ask(sql`COMMIT`)
    return result
  } catch (error) {
    // What does not answer is not asked again.
    if (isRolledBack(error)) await ask(sql`ROLLBACK`)
    throw error
  }
}

export async function askOn(client: ClientBase, statement: Sql): Promise<Row[]> {
  const { text, values } = statementOf(statement)
  const { rows } = await client.query<Row>({ name: nameOf(text), text, values: [...values] })
  return rows
}

/** Begins again, a little later each time, what was rolled back for another's sake. */
async function untilSettled<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let n = 1; ; n += 1) {
    try {
      return await work()
    } catch (error) {
      if (n >= tries || !isTransient(error)) throw unavailable(error)
      await pause(Math.random() * 5 * 2 ** n)
    }
  }
}

/** What is acknowledged has to survive, however the database was set up for others. */
async function requireDurability(client: ClientBase): Promise<void> {
  await client.query(
    `SELECT set_config('synchronous_commit', 'on', false)
     WHERE current_setting('synchronous_commit') = 'off'`,
  )
}

const names = new Map<string, string>()

/** The server plans a statement once for each connection, under this name. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `ztoken_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
  names.set(text, name)
  return name
}

function ignore(): void {}
