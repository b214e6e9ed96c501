import { describe, expect, it } from 'vitest'
import type { Grant, Store } from '../../core/src/index.ts'
import { open, password } from '../../core/test/open.ts'
import { storedHash } from '../../core/test/stored-hash.ts'
import { migrateTo } from '../src/postgres/migrate.ts'
import { migrations as postgresMigrations } from '../src/postgres/migrations/index.ts'
import { openEngine } from '../src/sqlite/engine.ts'
import { applyMigrations } from '../src/sqlite/migrate.ts'
import { migrations as sqliteMigrations } from '../src/sqlite/migrations/index.ts'
import { openStore, temporaryFile } from './open.ts'
import { newDatabase, openClient, openStore as openPostgres } from './postgres-open.ts'

const phones = ['13800138000', '13800138001'] as const

/** What somebody left in the schema in which a phone and a hash were columns of the user. */
async function leftBehind(): Promise<{ readonly sql: string; readonly grants: Grant[] }> {
  const { core, store } = await open({ clock: () => Date.now() })
  const grants: Grant[] = []
  const rows: string[] = []
  for (const phone of phones) {
    const grant = await core.register({ phone, password })
    const { user, session } = grant
    const hash = await storedHash(store, user.id)
    rows.push(`
      INSERT INTO users (id, phone, password_hash, epoch, roles, created_at)
        VALUES ('${user.id}', '${user.phone}', '${hash}', 0, @none, ${user.createdAt});
      INSERT INTO sessions (id, user_id, created_at, verified_at, used_at, counter, rotated_at)
        VALUES ('${session.id}', '${user.id}', ${session.createdAt}, ${session.createdAt},
          ${session.usedAt}, 0, ${session.rotatedAt});
      INSERT INTO audit (id, at, event, user_id)
        VALUES ('${session.id}', ${session.createdAt}, 'login', '${user.id}');`)
    grants.push(grant)
  }
  return { sql: rows.join('\n'), grants }
}

async function expectAllGoesOn(store: Store, grants: readonly Grant[]): Promise<void> {
  const { core } = await open({ store, clock: () => Date.now() })
  for (const [n, { user, session, refreshToken, accessToken }] of grants.entries()) {
    const phone = phones[n] as string
    expect(await core.verifyToken(accessToken)).toEqual(expect.objectContaining({ id: user.id }))
    expect((await core.refresh(refreshToken)).session.id).toBe(session.id)
    expect((await core.login({ phone, password })).user.id).toBe(user.id)
    expect((await core.findUser(phone))?.id).toBe(user.id)
    const { items } = await core.searchAudit({ userId: user.id })
    expect(items.map(({ id }) => id)).toContain(session.id)
    expect((await core.sessions(user.id)).map(({ amr }) => amr)).toEqual([['pwd'], []])
    const taken = core.register({ phone, password })
    await expect(taken).rejects.toMatchObject({ code: 'phone_taken' })
  }
  await core.close()
}

describe('A189 in a database of the version before everybody is found as they were', () => {
  it('in SQLite', async () => {
    const { sql, grants } = await leftBehind()
    const file = temporaryFile()
    const engine = await openEngine(file)
    applyMigrations(engine, sqliteMigrations.slice(0, 4))
    engine.exec(sql.replaceAll('@none', "'[]'"))
    engine.close()
    await expectAllGoesOn(await openStore(file), grants)
  })

  it('in PostgreSQL, where a server of the version before signs nobody in any more', async () => {
    const { sql, grants } = await leftBehind()
    const url = await newDatabase()
    await migrateTo(url, postgresMigrations.slice(0, 4))
    const client = await openClient(url)
    await client.query(sql.replaceAll('@none', "'{}'"))
    await expectAllGoesOn(await openPostgres(url), grants)
    const before = client.query('SELECT password_hash FROM users WHERE phone = $1', ['+861'])
    await expect(before).rejects.toMatchObject({ code: '42703' })
    const again = migrateTo(url, postgresMigrations.slice(0, 4))
    await expect(again).rejects.toMatchObject({ code: 'schema_newer' })
  })
})
