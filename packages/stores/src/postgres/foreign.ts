import type { ForeignDatabase, ForeignTable } from '@ztoken/core'
import { Client } from 'pg'
import { connectionSettings } from './connection.ts'

const page = 500
/** A count of rows the planner has to wake up for takes longer than a request of ours may. */
const statementMilliseconds = 60_000

/**
 * Another application's PostgreSQL database. Nothing is written: the session is read-only, and what
 * is read is one snapshot. Values come as their texts, so that no time zone is guessed at.
 * Throws TypeError or the driver's error, neither of which quotes the URL.
 */
export async function openForeignPostgres(url: string): Promise<ForeignDatabase> {
  const settings = connectionSettings(url, { statementMilliseconds })
  const client = new Client({
    ...settings,
    idle_in_transaction_session_timeout: 0,
    types: { getTypeParser: () => (text: string) => text },
  })
  // A connection that breaks off fails the statement at hand.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query("SET TIME ZONE 'UTC'")
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND pg_table_is_visible(c.oid)
         AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
       ORDER BY 1`,
    )
    return {
      tables: rows.map(({ name }) => name),
      open: (table) => tableOf(client, table),
      close: () => client.end(),
    }
  } catch (error) {
    await client.end()
    throw error
  }
}

async function tableOf(client: Client, name: string): Promise<ForeignTable> {
  const { rows: found } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [quoted(name)],
  )
  return {
    name,
    columns: found.map((column) => column.name),
    async *rows(columns) {
      await client.query(
        `DECLARE people NO SCROLL CURSOR FOR SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(name)}`,
      )
      for (;;) {
        const text = `FETCH ${page} FROM people`
        const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
        yield* rows
        if (rows.length < page) break
      }
      await client.query('CLOSE people')
    },
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
