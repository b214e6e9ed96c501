import type { ForeignDatabase, ForeignTable } from '@ztoken/core'
import { type Connection, createConnection, type QueryOptions, type RowDataPacket } from 'mysql2'
import { settingsOf } from './settings.ts'

/**
 * Another application's MySQL or MariaDB database. In: `mysql://user:password@host/database`.
 * Nothing is written: the transaction is read-only, and what is read is one snapshot. Values come as
 * their texts, bytes as bytes, times in UTC where the column knows a time zone.
 * Throws TypeError or the driver's error, neither of which quotes the URL.
 */
export async function openForeignMysql(url: string): Promise<ForeignDatabase> {
  const connection = createConnection({ ...settingsOf(url), typeCast })
  // A connection that breaks off fails the statement at hand.
  connection.on('error', () => undefined)
  try {
    await ask(connection, "SET time_zone = '+00:00'")
    await ask(connection, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await ask(connection, 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
    const rows = await ask(
      connection,
      'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1',
    )
    return {
      tables: rows.map(([name]) => String(name)),
      open: (table) => tableOf(connection, table),
      close: () => ended(connection),
    }
  } catch (error) {
    connection.destroy()
    throw error
  }
}

async function tableOf(connection: Connection, name: string): Promise<ForeignTable> {
  const rows = await ask(
    connection,
    `SELECT COLUMN_NAME FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [name],
  )
  return {
    name,
    columns: rows.map(([column]) => String(column)),
    async *rows(columns) {
      const sql = `SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(name)}`
      const stream = connection.query<RowDataPacket[][]>({ sql, rowsAsArray: true }).stream()
      yield* stream as AsyncIterable<unknown[]>
    },
  }
}

function ask(connection: Connection, sql: string, values: string[] = []): Promise<unknown[][]> {
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[][]>({ sql, values, rowsAsArray: true }, (error, rows) => {
      if (error === null) resolve(Array.isArray(rows) ? rows : [])
      else reject(error)
    })
  })
}

function ended(connection: Connection): Promise<void> {
  return new Promise((resolve) => connection.end(() => resolve()))
}

/** A number is not rounded, a day not moved into another zone; a BIT, as flags are, is its number. */
const typeCast: NonNullable<Exclude<QueryOptions['typeCast'], boolean>> = (field) => {
  if (field.type !== 'BIT') {
    return /BLOB$|^GEOMETRY$/.test(field.type) ? field.buffer() : field.string()
  }
  const bytes = field.buffer()
  return bytes === null ? null : BigInt(`0x${bytes.toString('hex') || '0'}`).toString()
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
