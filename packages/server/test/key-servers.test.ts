import { join } from 'node:path'
import { postgresStore } from '@ztoken/stores/postgres'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  createDatabase,
  onServer,
  type PostgresServer,
  startPostgres,
} from '../../stores/test/postgres-server.ts'
import { addAdmin, admin } from './kill/admin.ts'
import { type Answer, type Ask, createAsk } from './kill/client.ts'
import { startServer } from './kill/server-process.ts'
import { temporaryDirectory } from './open.ts'

const rotations = 5

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres({ fsync: false })
}, 60_000)
afterAll(() => postgres.remove())

async function answered(answer: Promise<Answer | null>): Promise<Answer> {
  const given = await answer
  if (given === null) throw new Error('no answer')
  return given
}

/** Processes on one database that issue under keys of their own. */
async function servers(url: string, number: number): Promise<Ask[]> {
  const started = await Promise.all(
    Array.from({ length: number }, () =>
      startServer({
        ZTOKEN_DATABASE_URL: url,
        ZTOKEN_TOKEN_FORMAT: 'public',
        // So seldom that only nudges and questions can be what makes it known.
        ZTOKEN_POLL_MILLISECONDS: '60000',
        ZTOKEN_STALE_SECONDS: '600',
      }),
    ),
  )
  onTestFinished(async () => {
    await Promise.all(started.map((server) => server.stop()))
  })
  return started.map(({ url: address }) => createAsk(address))
}

/** Rotates at once, on one server after the other, and shows every server the first new token. */
async function rotateAndAsk(asks: readonly Ask[], before = async (): Promise<void> => undefined) {
  const signIn = async (ask: Ask): Promise<string> =>
    String((await answered(ask('POST', '/v1/login', { body: admin }))).data.access_token)
  for (let n = 0; n < rotations; n += 1) {
    const ask = asks[n % asks.length] as Ask
    const token = await signIn(ask)
    await before()
    const rotated = await answered(
      ask('POST', '/v1/keys/rotation', { token, body: { immediately: true } }),
    )
    expect(rotated.status).toBe(200)
    const fresh = await signIn(ask)
    const statuses = await Promise.all(
      asks.map(async (one) => (await answered(one('GET', '/v1/caller', { token: fresh }))).status),
    )
    expect(statuses).toEqual(asks.map(() => 200))
  }
}

describe('S26 a key that issues at once is refused nowhere', () => {
  it('on three servers on one PostgreSQL', async () => {
    const url = await createDatabase(postgres.url)
    await addAdmin(await postgresStore(url))
    await rotateAndAsk(await servers(url, 3))
  }, 60_000)

  it('with the notification channel cut', async () => {
    const url = await createDatabase(postgres.url)
    await addAdmin(await postgresStore(url))
    const asks = await servers(url, 3)
    await onServer(url, async (client) => {
      await rotateAndAsk(asks, async () => {
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = 'ztoken-listen'`,
        )
      })
    })
  }, 60_000)

  it('in three processes on one SQLite file', async () => {
    const file = join(temporaryDirectory(), 'app.db')
    await addAdmin(await sqliteStore(file))
    await rotateAndAsk(await servers(`sqlite:${file}`, 3))
  }, 60_000)
})
