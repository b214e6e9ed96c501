import type { Store } from '@ztoken/core'
import { accessStore } from './access-store.ts'
import { accountMergeStore } from './account-merge-store.ts'
import { accountStore } from './account-store.ts'
import { attemptStore } from './attempt-store.ts'
import { auditStore } from './audit-store.ts'
import { challengeStore } from './challenge-store.ts'
import { type Database, openDatabase } from './database.ts'
import { dayStore } from './day-store.ts'
import { deliveryStore } from './delivery-store.ts'
import { channelOf, schemaOf } from './in-schema.ts'
import { keyStore } from './key-store.ts'
import { createNudges } from './listening.ts'
import { migrate } from './migrate.ts'
import type { PostgresOptions } from './options.ts'
import { revocationStore } from './revocation-store.ts'
import { nudgingOn } from './revoking.ts'
import { sessionEndStore } from './session-end-store.ts'
import { sessionStore } from './session-store.ts'
import { sql } from './sql.ts'
import { userSearchStore } from './user-search.ts'

/**
 * A store in a PostgreSQL database, migrated where needed, that several servers share. In:
 * `postgres://…`. A URL that cannot be meant is a TypeError, and no error shows it.
 * Throws MigrationError, ZtokenError `unavailable`.
 */
export async function postgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  await migrate(url, options)
  const database = openDatabase(url, options)
  const notifies = options.notifications !== false && (await canNotify(database))
  if (notifies && database.isPooled() && options.listenUrl === undefined) options.onPollingOnly?.()
  const nudges = createNudges(url, { ...options, notifications: notifies })
  const channel = notifies ? channelOf(schemaOf(url, options)) : null
  const tools = { database, nudging: nudgingOn(channel), nudge: nudges.nudge }

  return {
    ready: async () => void (await database.ask(sql`SELECT 1`)),
    async close() {
      await Promise.all([nudges.close(), database.close()])
    },
    async now() {
      const [row] = await database.ask(
        sql`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`,
      )
      return row?.now as number
    },
    connections: () => database.connections(),
    onChange: nudges.on,
    ...accountStore(tools),
    ...accountMergeStore(tools),
    ...userSearchStore(tools),
    ...sessionStore(tools),
    ...sessionEndStore(tools),
    ...revocationStore(tools),
    ...accessStore(tools),
    ...auditStore(tools),
    ...deliveryStore(tools),
    ...keyStore(tools),
    ...attemptStore(tools),
    ...challengeStore(tools),
    ...dayStore(tools),
  }
}

/** Not every database that speaks PostgreSQL's language can. */
async function canNotify(database: Database): Promise<boolean> {
  try {
    const known = await database.ask(
      sql`SELECT 1 FROM pg_catalog.pg_proc WHERE proname = 'pg_notify' LIMIT 1`,
    )
    return known.length > 0
  } catch (error) {
    await database.close()
    throw error
  }
}
