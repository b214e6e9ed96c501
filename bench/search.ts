/**
 * What an administrator asks of a million users and a million entries of the audit, in SQLite and
 * PostgreSQL, beside the plain LIKE that somebody would write. `USERS=100000 npx tsx bench/search.ts sqlite`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresStore } from '@ztoken/stores/postgres'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { Client } from 'pg'
import type { Store } from 'ztoken'
import type { UserQuery } from '../packages/core/src/ground/account/user-search-store.ts'
import { createDatabase, startPostgres } from '../packages/stores/test/postgres-server.ts'
import { everybody } from '../packages/stores/test/samples.ts'
import { auditColumns, day, fillSqlite, now, padInPostgres, rowsOf } from './crowd.ts'

const count = Number(process.env.USERS ?? 1_000_000)
const crowd = { users: count, entries: count }

const questions: readonly (readonly [string, (store: Store) => Promise<unknown>])[] = [
  ...['张', '张伟', '张伟强', 'li wang', `user ${Math.floor(count / 2) + 1}`, 'zzz'].map(
    (text) => [`name ${text}`, users({ text })] as const,
  ),
  ['phone, whole', users({ text: '+8613000007919', phone: '+8613000007919' })],
  ['phone, how it begins', users({ text: '+86130', phone: '+86130' })],
  ['phone, how it ends', users({ text: '7919', ending: '7919' })],
  ['id', users({ text: 'u0500000' })],
  ['users, the newest', users({ order: 'newest' })],
  ['users, the last to sign in', users({ order: 'last_sign_in' })],
  ['users, banned', users({ order: 'newest', isBanned: true })],
  ['users, of a role', users({ order: 'newest', role: 'admin' })],
  ['users, proven, where nobody is', users({ order: 'newest', isVerified: true })],
  [
    'users of a name, not banned, the newest',
    users({ text: '张', order: 'newest', isBanned: false }),
  ],
  ['the figures of a day', (store) => store.keepDay(Math.floor(now / day))],
  ['audit, a day fifty days ago', audit({ from: now - 50 * day, until: now - 49 * day })],
  [
    'audit, an event of that day',
    audit({ from: now - 50 * day, until: now - 49 * day, event: 'logout' }),
  ],
  ['audit, two events', audit({ event: ['login', 'logout'] })],
  ['audit, an address', audit({ address: '192.0.2.1' })],
  ['audit, an event that never was', audit({ event: 'user_banned', from: now - 50 * day })],
]

function users(filter: Partial<UserQuery>) {
  return (store: Store) => store.searchUsers({ ...everybody, limit: 50, now, ...filter })
}

function audit(filter: object) {
  const all = { before: null, userId: null, event: null, from: null, until: null, limit: 51 }
  return (store: Store) => store.listAudit({ ...all, ...filter })
}

/** Milliseconds, the middle one of nine. */
async function time(ask: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 9; n += 1) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  return times.sort((one, other) => one - other)[4] as number
}

async function report(
  what: string,
  store: Store,
  plain: (text: string) => Promise<unknown> | unknown,
): Promise<void> {
  console.log(`\n### ${what}, ${count} users and as many entries\n\n| question | ms |\n|---|---|`)
  for (const [question, ask] of questions)
    console.log(`| ${question} | ${(await time(() => ask(store))).toFixed(1)} |`)
  console.log(`| plain LIKE for a name | ${(await time(() => plain('%张伟强%'))).toFixed(1)} |`)
}

const like = 'SELECT * FROM users WHERE name_folded LIKE $1 ORDER BY id LIMIT 51'

async function inSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ztoken-search-'))
  const file = join(folder, 'app.db')
  try {
    const seconds = await fillSqlite(file, crowd)
    console.log(`SQLite: names taken up in ${seconds.toFixed(0)} s`)
    const store = await sqliteStore(file)
    const engine = new (createRequire(import.meta.url)('libsql'))(file)
    const plain = engine.prepare(like.replace('$1', '?'))
    await report('SQLite', store, (text) => plain.all(text))
    await store.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function inPostgres(): Promise<void> {
  const server = await startPostgres()
  try {
    const url = await createDatabase(server.url)
    const store = await postgresStore(url)
    const client = new Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    const { users, identities, audit } = rowsOf(crowd, padInPostgres)
    for (const text of [
      `INSERT INTO users (id, name, name_folded, created_at, epoch, roles)
        SELECT *, 0, CAST('{}' AS text[]) FROM (${users}) AS one`,
      `INSERT INTO identities ${identities}`,
      `INSERT INTO audit (${auditColumns}) OVERRIDING SYSTEM VALUE ${audit}`,
      'VACUUM ANALYZE',
    ]) {
      await client.query(text)
    }
    await report('PostgreSQL', store, (text) => client.query(like, [text]))
    await client.end()
    await store.close()
  } finally {
    await server.stop()
  }
}

const wanted = process.argv.slice(2)
if (wanted[0] !== 'postgres') await inSqlite()
if (wanted[0] !== 'sqlite') await inPostgres()
