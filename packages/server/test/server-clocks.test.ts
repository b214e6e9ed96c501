import { type CoreOptions, createCore } from '@ztoken/core'
import { postgresStore } from '@ztoken/stores/postgres'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  createDatabase,
  type PostgresServer,
  startPostgres,
} from '../../stores/test/postgres-server.ts'
import { createApp } from '../src/server.ts'
import { secret } from './open.ts'

const person = { phone: '13800138000', password: 'a long enough phrase' }
const metricsToken = 'metrics-token-of-32-characters-or-so'

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres({ fsync: false })
}, 60_000)
afterAll(() => postgres.remove())

async function server(url: string, ahead = 0) {
  const secrets = importSecrets(secret)
  const faults: unknown[] = []
  const options: CoreOptions = {
    store: await postgresStore(url),
    secrets,
    issueFormat: encryptedFormat(secrets),
    report: (error) => faults.push(error),
    ...(ahead !== 0 && { clock: () => Date.now() + ahead * 1000 }),
  }
  const core = await createCore(options)
  const app = await createApp(core, { metrics: { tokens: [metricsToken] } })
  onTestFinished(async () => {
    await app.close()
    await core.close()
  })
  return { core, app, faults }
}

describe('S27 servers on one PostgreSQL, one of whose clocks is wrong', () => {
  it('what it sweeps is what the database’s time lets go', async () => {
    const url = await createDatabase(postgres.url)
    const [right, wrong] = [await server(url), await server(url, 7200)]
    const { accessToken } = await right.core.register(person)
    await right.core.logout(accessToken)
    expect(await wrong.core.sweep()).toBe(0)
    const late = await server(url)
    expect(() => late.core.authenticate(accessToken)).toThrow(
      expect.objectContaining({ code: 'session_ended' }),
    )
  })

  it('is not ready, says by how much, and is told apart by its metrics', async () => {
    const url = await createDatabase(postgres.url)
    for (const ahead of [7200, -7200]) {
      const { app, faults } = await server(url, ahead)
      const ready = await app.inject({ url: '/readyz' })
      expect(ready.statusCode).toBe(503)
      expect(ready.json()).toMatchObject({ code: 5030, reason: 'clock_differs' })
      expect(faults).toHaveLength(1)
      const headers = { authorization: `Bearer ${metricsToken}` }
      const { payload } = await app.inject({ url: '/metrics', headers })
      const [, seconds] = /^ztoken_clock_difference_seconds (\S+)$/m.exec(payload) ?? []
      expect(Math.round(Number(seconds))).toBe(ahead)
    }
    const { app, faults } = await server(url)
    expect((await app.inject({ url: '/readyz' })).statusCode).toBe(200)
    expect(faults).toEqual([])
  })
})
