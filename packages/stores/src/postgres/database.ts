import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { StoreConnections } from '@ztoken/core'
import { type ClientBase, Pool } from 'pg'
import { connectionSettings, statementMillisecondsOf } from './connection.ts'
import { isRolledBack, isTransient, isTransientForReading, unavailable } from './faults.ts'
import { schemaOf } from './in-schema.ts'
import type { PostgresOptions } from './options.ts'
import { type Bounds, beginBounded, isNameLost, settle } from './pooled.ts'
import { type Sql, sql, statementOf } from './sql.ts'

export type Row = Readonly<Record<string, unknown>>

/** Asks one statement. */
export type Ask = (statement: Sql) => Promise<Row[]>

export interface Database {
  /** One statement, by itself a transaction. Throws ZtokenError `unavailable`. */
  readonly ask: Ask
  /** Several statements, all or none, each of which sees what others committed before it. */
  transaction<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result>
  /** True where a pooler stood between when it was last asked anything. */
  isPooled(): boolean
  connections(): StoreConnections
  close(): Promise<void>
}

/** One connection while it is ours. */
export interface Line {
  readonly ask: Ask
  /** Begins a transaction. */
  begin(): Promise<unknown>
}

/** How often a transaction is tried that is rolled back for another's sake. */
const tries = 8

export function openDatabase(url: string, options: PostgresOptions = {}): Database {
  const { maximumConnections = 10, maximumWaiting = 1000, pooler } = options
  const schema = schemaOf(url, options)
  const bounds: Bounds = { statementMilliseconds: statementMillisecondsOf(options), schema }
  const pooled = new WeakSet<ClientBase>()
  // A pooler that nothing could be told of is known once it has lost a name.
  let losesNames = false
  let isPooled = false
  const pool = new Pool({
    ...connectionSettings(url, options),
    max: maximumConnections,
    idleTimeoutMillis: 30_000,
    async onConnect(client) {
      isPooled = await settle(client, bounds, pooler)
      if (isPooled) pooled.add(client)
    },
  })
  // One that breaks while nobody uses it has left the pool already.
  pool.on('error', ignore)
  let closing: Promise<void> | null = null

  function lineOver(client: ClientBase): Line & { readonly isShared: boolean } {
    const isShared = losesNames || pooled.has(client)
    if (!isShared) {
      const ask: Ask = (statement) =>
        askOn(client, statement).catch((error: unknown) => {
          losesNames ||= isNameLost(error)
          throw error
        })
      // Said, not left to the server's settings: after a wait for a lock the next statement has to
      // see what was committed meanwhile.
      return { ask, begin: () => ask(sql`BEGIN ISOLATION LEVEL READ COMMITTED`), isShared }
    }
    const ask: Ask = (statement) => askUnnamed(client, statement)
    return { ask, begin: () => client.query(beginBounded(bounds)), isShared }
  }

  async function withConnection<Result>(
    work: (line: Line & { readonly isShared: boolean }) => Promise<Result>,
  ): Promise<Result> {
    const waiting = pool.waitingCount - pool.idleCount
    if (waiting >= maximumWaiting) throw new Error('too many wait for a connection')
    const client = await pool.connect()
    client.on('error', ignore)
    // What failed in the middle may still be answered: such a connection is not given to others.
    let isBroken = true
    try {
      const result = await work(lineOver(client))
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

  /** What changes something needs its bounds, a schema its path, and a shared session has neither. */
  function askAlone(statement: Sql): Promise<Row[]> {
    return withConnection((line) => {
      if (!line.isShared || (schema === null && isReading(statement))) return line.ask(statement)
      return inTransaction(line, (ask) => ask(statement))
    })
  }

  return {
    ask: (statement) =>
      untilSettled(
        () => askAlone(statement),
        isReading(statement) ? isTransientForReading : isTransient,
      ),
    transaction: (work) => untilSettled(() => withConnection((line) => inTransaction(line, work))),
    isPooled: () => isPooled || losesNames,
    connections: () => ({
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
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
  { ask, begin }: Line,
  work: (ask: Ask) => Promise<Result>,
): Promise<Result> {
  await begin()
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

async function askOn(client: ClientBase, statement: Sql): Promise<Row[]> {
  const { text, values } = statementOf(statement)
  const { rows } = await client.query<Row>({ name: nameOf(text), text, values: [...values] })
  return rows
}

/** As it has to be asked where the next statement may meet another session. */
export async function askUnnamed(client: ClientBase, statement: Sql): Promise<Row[]> {
  const { text, values } = statementOf(statement)
  const { rows } = await client.query<Row>({ text, values: [...values] })
  return rows
}

/** A plain SELECT holds no lock that anybody waits for; the driver ends the wait for it. */
function isReading({ text }: Sql): boolean {
  return /^\s*SELECT\b/.test(text)
}

/** Begins again, a little later each time, what was rolled back for another's sake. */
async function untilSettled<Result>(
  work: () => Promise<Result>,
  mayPass: (error: unknown) => boolean = isTransient,
): Promise<Result> {
  for (let n = 1; ; n += 1) {
    try {
      return await work()
    } catch (error) {
      if (n >= tries || !mayPass(error)) throw unavailable(error)
      await pause(Math.random() * 5 * 2 ** n)
    }
  }
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
