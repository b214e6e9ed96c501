import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createZtoken, memory, sqlite } from 'ztoken'
import { createAsk } from './kill/client.ts'
import { startServer } from './kill/server-process.ts'
import { secret, temporaryDirectory } from './open.ts'

const phone = '13800138000'

describe('S19 whoever opens one SQLite file shares its limits', () => {
  it('two servers that know nothing of each other', async () => {
    const url = `sqlite:${join(temporaryDirectory(), 'app.db')}`
    const servers = [
      await startServer({ ZTOKEN_DATABASE_URL: url }),
      await startServer({ ZTOKEN_DATABASE_URL: url }),
    ]
    onTestFinished(async () => void (await Promise.all(servers.map((server) => server.stop()))))
    const asks = servers.map((server) => createAsk(server.url))
    const statuses = []
    for (let n = 0; n < 24; n += 1) {
      const body = { phone, password: `guess number ${n}` }
      statuses.push((await asks[n % 2]?.('POST', '/v1/login', { body }))?.status)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(14)
  })

  it('two libraries in one process, too; those in memory have nothing to share', async () => {
    const file = join(temporaryDirectory(), 'app.db')
    for (const [store, most] of [
      [() => sqlite(file), 3],
      [() => memory(), 6],
      [() => sqlite(':memory:'), 6],
    ] as const) {
      const options = { secret, failuresPerPhone: 3 }
      const two = [
        await createZtoken({ ...options, store: store() }),
        await createZtoken({ ...options, store: store() }),
      ]
      onTestFinished(async () => void (await Promise.all(two.map((one) => one.close()))))
      const codes = []
      for (let n = 0; n < 12; n += 1) {
        const guess = two[n % 2]?.login({ phone, password: `guess number ${n}` })
        codes.push(await guess?.catch((error) => error.code))
      }
      expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(most)
    }
  })
})
