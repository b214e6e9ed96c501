import { join } from 'node:path'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { expect, inject, it } from 'vitest'
import { createDatabase } from '../../stores/test/postgres-server.ts'
import { addAdmin, admin } from './kill/admin.ts'
import { killRounds } from './kill/rounds.ts'
import { temporaryDirectory } from './open.ts'

/** A few rounds find a promise that is broken often; the whole measure is KILLS=200. */
const kills = Number(process.env.KILLS ?? 3)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)

const databases: Readonly<Record<string, () => Promise<string>>> = {
  SQLite: async () => {
    const file = join(temporaryDirectory(), 'killed.db')
    await addAdmin(await sqliteStore(file))
    return `sqlite:${file}`
  },
  PostgreSQL: async () => {
    const { postgresStore } = await import('@ztoken/stores/postgres')
    const url = await createDatabase(inject('postgresUrl'))
    await addAdmin(await postgresStore(url))
    return url
  },
}

for (const [name, create] of Object.entries(databases)) {
  it(
    `A179 ${name}: killed at random moments, nothing acknowledged is lost or half done (seed ${seed})`,
    async () => {
      const report = await killRounds({ databaseUrl: await create(), kills, seed, admin })
      expect(report.kills).toBe(kills)
      expect(report.acknowledged).toBeGreaterThan(kills)
      process.stdout.write(`${name}, seed ${seed}: ${JSON.stringify(report)}\n`)
    },
    60_000 + kills * 20_000,
  )
}
