import { postgresStore } from '@ztoken/stores/postgres'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasPgBouncer, type Pooler, startPgBouncer } from '../../stores/test/pgbouncer.ts'
import {
  createDatabase,
  onServer,
  type PostgresServer,
  startPostgres,
} from '../../stores/test/postgres-server.ts'
import { follow } from './follow.ts'
import { addAdmin, admin } from './kill/admin.ts'
import { type Answer, type Ask, createAsk } from './kill/client.ts'
import { type ServerProcess, startServer } from './kill/server-process.ts'

const person = { phone: '13800138000', password: 'a long enough phrase' }
const policies = ['serve', 'ask', 'refuse'] as const
const soon = { timeout: 10_000, interval: 10 }

let postgres: PostgresServer
let pooler: Pooler | null
let databaseUrl: string
let servers: ServerProcess[]
let asks: [Ask, Ask, Ask]

async function answered(answer: Promise<Answer | null>): Promise<Answer> {
  const given = await answer
  if (given === null) throw new Error('no answer')
  return given
}

const signIn = async (ask: Ask, body: object = person): Promise<string> =>
  String((await answered(ask('POST', '/v1/login', { body }))).data.access_token)

const caller = (ask: Ask, token: string): Promise<Answer> =>
  answered(ask('GET', '/v1/caller', { token }))

/** How the servers reach the database. */
const ways = {
  directly: () => null,
  'through PgBouncer by the transaction, told where to listen': startPgBouncer,
  'through PgBouncer by the transaction, asking what is new': startPgBouncer,
} as const

for (const [way, before] of Object.entries(ways)) {
  const isPooled = before === startPgBouncer
  describe.skipIf(isPooled && !hasPgBouncer())(`three servers on one PostgreSQL, ${way}`, () => {
    beforeAll(async () => {
      postgres = await startPostgres({ fsync: false })
      databaseUrl = await createDatabase(postgres.url)
      await addAdmin(await postgresStore(databaseUrl))
      pooler = await before(postgres.url)
      servers = await Promise.all(
        policies.map((policy) =>
          startServer({
            ZTOKEN_DATABASE_URL: pooler?.through(databaseUrl) ?? databaseUrl,
            ...(way.endsWith('listen') && { ZTOKEN_DATABASE_LISTEN_URL: databaseUrl }),
            ZTOKEN_WHEN_STALE: policy,
            ZTOKEN_STALE_SECONDS: '2',
          }),
        ),
      )
      asks = servers.map(({ url }) => createAsk(url)) as [Ask, Ask, Ask]
    }, 60_000)

    afterAll(async () => {
      await Promise.all(servers.map((server) => server.stop()))
      await pooler?.remove()
      await postgres.remove()
    })

    it('F41 A123 A193 a session that ends on one is refused by the others, with its reason', async () => {
      const [one, two, three] = asks
      expect(await answered(one('POST', '/v1/register', { body: person }))).toMatchObject({
        status: 200,
      })
      const token = await signIn(two)
      for (const ask of asks) expect(await caller(ask, token)).toMatchObject({ status: 200 })
      expect(await answered(three('POST', '/v1/logout', { token }))).toMatchObject({ status: 200 })
      await vi.waitFor(async () => {
        for (const ask of asks) {
          expect(await caller(ask, token)).toMatchObject({ status: 401, reason: 'session_ended' })
        }
      }, soon)
    })

    it('A193 a page that follows its session on one hears that it ended on another', async () => {
      const [one, two] = asks
      const token = await signIn(one)
      const stream = await follow(`${servers[2]?.url}/v1/me/session/events`, {
        authorization: `Bearer ${token}`,
      })
      expect(await answered(two('POST', '/v1/logout', { token }))).toMatchObject({ status: 200 })
      let event = await stream.next()
      while (event?.name === 'comment') event = await stream.next()
      expect(event).toMatchObject({ name: 'ended', data: { reason: 'session_ended' } })
      expect(await stream.next()).toBeNull()
    })

    it('A131 A134 a ban and a role hold on every server', async () => {
      const [one, two, three] = asks
      const adminToken = await signIn(one, admin)
      const token = await signIn(two)
      const { user_id: id } = (await caller(three, token)).data
      const denied = await answered(two('GET', '/v1/audit', { token }))
      expect(denied).toMatchObject({ status: 403, reason: 'permission_denied' })
      const role = { token: adminToken, body: { permissions: ['audit:read'] } }
      expect(await answered(one('PUT', '/v1/roles/auditor', role))).toMatchObject({ status: 200 })
      const roles = { token: adminToken, body: { roles: ['auditor'] } }
      expect(await answered(three('PATCH', `/v1/users/${id}`, roles))).toMatchObject({
        status: 200,
      })
      expect(await answered(two('GET', '/v1/audit', { token }))).toMatchObject({ status: 200 })
      const ban = { token: adminToken, body: {} }
      expect(await answered(one('PUT', `/v1/users/${id}/ban`, ban))).toMatchObject({ status: 200 })
      await vi.waitFor(async () => {
        expect(await caller(three, token)).toMatchObject({ reason: 'user_banned' })
      }, soon)
      expect(await answered(two('POST', '/v1/login', { body: person }))).toMatchObject({
        reason: 'user_banned',
      })
      const lifted = await answered(three('DELETE', `/v1/users/${id}/ban`, { token: adminToken }))
      expect(lifted).toMatchObject({ status: 200 })
    })

    it('A102 two hundred refreshes of one token on two servers are one lineage', async () => {
      const [one, two, three] = asks
      const login = await answered(one('POST', '/v1/login', { body: person }))
      const body = { refresh_token: login.data.refresh_token }
      const all = await Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          answered((n % 2 === 0 ? one : two)('POST', '/v1/refresh', { body })),
        ),
      )
      expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
      const successors = new Set(all.map(({ data }) => data.refresh_token))
      expect(successors.size).toBe(1)
      const [successor] = successors
      const next = await answered(
        three('POST', '/v1/refresh', { body: { refresh_token: successor } }),
      )
      expect(next.status).toBe(200)
    })

    it('A062 two hundred guesses at once on three servers meet one limit', async () => {
      const phone = '13700000000'
      const all = await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          answered(
            (asks[n % 3] as Ask)('POST', '/v1/login', { body: { phone, password: `guess ${n}` } }),
          ),
        ),
      )
      expect(all.filter(({ reason }) => reason === 'credentials_wrong')).toHaveLength(10)
      expect(all.filter(({ reason }) => reason === 'too_many_requests')).toHaveLength(50)
    })

    it('A194 with the notification channel cut, polling takes over', async () => {
      const [one, two, three] = asks
      const token = await signIn(one)
      for (const ask of asks) expect(await caller(ask, token)).toMatchObject({ status: 200 })
      await onServer(databaseUrl, async (client) => {
        const cut = (): Promise<unknown> =>
          client.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1' AND pid <> pg_backend_pid()`,
          )
        await cut()
        expect(await answered(two('POST', '/v1/logout', { token }))).toMatchObject({ status: 200 })
        await vi.waitFor(async () => {
          await cut()
          for (const ask of [one, three]) {
            expect(await caller(ask, token)).toMatchObject({ reason: 'session_ended' })
          }
        }, soon)
      })
    })

    it('A170 A193 without the database guarded requests go on by policy, everything else is 5030, and all comes back', async () => {
      const [serve, ask, refuse] = asks
      const token = await signIn(serve)
      await postgres.stop()
      await vi.waitFor(async () => {
        for (const one of [ask, refuse]) {
          expect(await caller(one, token)).toMatchObject({ status: 503, reason: 'unavailable' })
        }
      }, soon)
      expect(await caller(serve, token)).toMatchObject({ status: 200 })
      expect(await caller(serve, `${token}x`)).toMatchObject({ reason: 'token_invalid' })
      for (const one of asks) {
        for (const request of [
          one('GET', '/v1/me', { token }),
          one('POST', '/v1/login', { body: person }),
          one('POST', '/v1/logout', { token }),
          one('GET', '/readyz'),
        ]) {
          expect(await answered(request)).toMatchObject({ status: 503, reason: 'unavailable' })
        }
      }
      expect(await answered(serve('GET', '/healthz'))).toMatchObject({ status: 200 })

      await postgres.start()
      await vi.waitFor(async () => {
        for (const one of asks) {
          expect(await answered(one('GET', '/readyz'))).toMatchObject({ status: 200 })
          expect(await caller(one, token)).toMatchObject({ status: 200 })
        }
      }, soon)
      expect(await answered(ask('POST', '/v1/logout', { token }))).toMatchObject({ status: 200 })
      await vi.waitFor(async () => {
        expect(await caller(refuse, token)).toMatchObject({ reason: 'session_ended' })
      }, soon)
    }, 60_000)
  })
}
