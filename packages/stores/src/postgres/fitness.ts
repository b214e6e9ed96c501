import type { Client } from 'pg'
import { MigrationError } from '../migration-error.ts'

/** The oldest PostgreSQL that is tried. */
const oldestVersion = 12

interface State {
  readonly version: number
  readonly encoding: string
  readonly standby: boolean
  readonly readonly: string
  readonly schema: string | null
  readonly creates: boolean | null
}

/**
 * Asks what a database has to be before anything is written to it. In: whether tables have still to
 * be made, and the schema that was asked for. Throws MigrationError `unfit`, which says what to do.
 */
export async function requireFit(
  client: Client,
  makesTables: boolean,
  asked: string | null,
): Promise<void> {
  const { rows } = await client.query<State>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
      current_setting('server_encoding') AS encoding,
      pg_is_in_recovery() AS standby,
      current_setting('transaction_read_only') AS readonly,
      current_schema() AS schema,
      has_schema_privilege(current_schema(), 'CREATE') AS creates`,
  )
  const fault = faultOf(rows[0], makesTables, asked) ?? (await faultOfRights(client, makesTables))
  if (fault !== null) throw new MigrationError('unfit', fault)
}

function faultOf(
  state: State | undefined,
  makesTables: boolean,
  asked: string | null,
): string | null {
  if (state === undefined) return null
  const { version, encoding, standby, readonly, schema, creates } = state
  if (version < oldestVersion)
    return `it is PostgreSQL ${version}; ${oldestVersion} or newer is needed`
  if (encoding !== 'UTF8') {
    return `its encoding is ${encoding} and has to be UTF8: createdb -T template0 -E UTF8 NAME`
  }
  if (standby) return 'it is a standby, which only reads: name the primary'
  if (readonly === 'on') {
    return 'it only reads (default_transaction_read_only): name one that may be written to'
  }
  // One that is there and that nobody may use is none to the server.
  if (schema === null && asked !== null) {
    return `its user may not use the schema ${asked}: GRANT CREATE, USAGE ON SCHEMA ${asked} TO that user`
  }
  if (schema === null)
    return 'its search_path names no schema that there is: CREATE SCHEMA it first'
  if (makesTables && creates !== true) {
    return `its user may not make tables: GRANT CREATE, USAGE ON SCHEMA ${schema} TO that user`
  }
  return null
}

/** Of somebody else's tables every one has to be open to us. */
async function faultOfRights(client: Client, makesTables: boolean): Promise<string | null> {
  if (makesTables) return null
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name
     FROM pg_catalog.pg_tables, format('%I.%I', schemaname, tablename) AS place
     WHERE schemaname = current_schema() AND tablename IN ('users', 'sessions', 'revocations')
       AND NOT (has_table_privilege(place, 'SELECT') AND has_table_privilege(place, 'INSERT')
         AND has_table_privilege(place, 'UPDATE') AND has_table_privilege(place, 'DELETE'))
     ORDER BY 1`,
  )
  const [closed] = rows
  return closed === undefined
    ? null
    : `its user may not read and write ${closed.name}: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA … TO that user`
}
