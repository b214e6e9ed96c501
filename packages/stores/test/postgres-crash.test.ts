import { randomInt } from 'node:crypto'
import type { Revocation, Store } from '@ztoken/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from './postgres-open.ts'
import { createDatabase, onServer, type PostgresServer, startPostgres } from './postgres-server.ts'
import { account, end, opening, record } from './samples.ts'

/** More of them before a release: `CRASH_ROUNDS=200 npx vitest run …/postgres-crash.test.ts`. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 3)
const clientsEach = 6

/** What a client did to its session, as far as it was told. */
interface Log {
  readonly id: string
  isOpened: boolean
  /** Rotations that were acknowledged, and those that were tried. */
  rotated: number
  tried: number
  triedToEnd: boolean
  revocations: readonly Revocation[]
}

describe('A179 PostgreSQL killed under load', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.remove())

  it(
    `nothing acknowledged is lost and nothing is half done, ${rounds} times`,
    async () => {
      const url = await createDatabase(server.url)
      const name = new URL(url).pathname.slice(1)
      // Even where the database was told that what others write may get lost.
      await onServer(url, (client) =>
        client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`),
      )
      const stores = [await openStore(url), await openStore(url)]
      let acknowledged = 0
      for (let round = 0; round < rounds; round += 1) {
        const logs: Log[] = []
        const clients = stores.flatMap((store, which) =>
          Array.from({ length: clientsEach }, (_, n) =>
            liveUntilCrash(store, `${round}-${which}-${n}`, logs, () => {
              acknowledged += 1
            }),
          ),
        )
        const enough = acknowledged + randomInt(20, 400)
        while (acknowledged < enough) await new Promise(setImmediate)
        await server.kill()
        await Promise.all(clients)
        await server.start()
        for (const log of logs) await check(await store(stores), log)
      }
      await checkWhole(await store(stores))
    },
    rounds * 30_000,
  )
})

/** Either of the two: what one wrote the other reads. */
async function store([one, other]: readonly Store[]): Promise<Store> {
  return (randomInt(2) === 0 ? one : other) as Store
}

/** Opens sessions, rotates them, ends some; writes down what it was told, until it is told no. */
async function liveUntilCrash(
  store: Store,
  name: string,
  logs: Log[],
  acknowledge: () => void,
): Promise<void> {
  const userId = `user ${name}`
  try {
    expect(await store.addAccount(account(userId), [record(`add ${userId}`)])).toBe('added')
    for (let n = 0; ; n += 1) {
      const log = { id: `${name} ${n}`, isOpened: false, rotated: 0, tried: 0, revocations: [] }
      const entry: Log = { ...log, triedToEnd: false }
      logs.push(entry)
      const maximum = n % 2 === 0 ? null : 3
      await store.openSession(opening(entry.id, userId, maximum), [record(`open ${entry.id}`)])
      entry.isOpened = true
      acknowledge()
      for (let counter = 0; counter < n % 4; counter += 1) {
        entry.tried = counter + 1
        if (!(await store.rotateSession(entry.id, counter, 2_000))) break
        entry.rotated = counter + 1
        acknowledge()
      }
      if (n % 3 === 0) continue
      entry.triedToEnd = true
      const ended = [record(`end ${entry.id}`)]
      entry.revocations = await store.endSessions({ sessionId: entry.id }, end, ended)
      acknowledge()
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'unavailable' })
  }
}

async function check(store: Store, log: Log): Promise<void> {
  const session = await store.findSession(log.id)
  if (log.isOpened) expect(session, `${log.id} was opened`).not.toBeNull()
  if (session === null) return
  expect(session.counter).toBeGreaterThanOrEqual(log.rotated)
  expect(session.counter).toBeLessThanOrEqual(log.tried)
  if (log.revocations.length > 0) expect(session.endReason).toBe('logged_out')
  if (!log.triedToEnd && session.endedAt !== null) expect(session.endReason).toBe('replaced')
  for (const { sequence, key } of log.revocations) {
    const page = { after: sequence - 1, now: 0, limit: 1 }
    expect(await store.listRevocations(page)).toMatchObject([{ sequence, key }])
  }
}

/** A session that ended has one revocation and one entry, whoever ended it; no other has any. */
async function checkWhole(store: Store): Promise<void> {
  const revocations = await store.listRevocations({ after: 0, now: 0, limit: 1e9 })
  const audit = await store.listAudit({
    before: null,
    limit: 1e9,
    userId: null,
    event: null,
    from: null,
    until: null,
  })
  const entries = audit.map(({ id }) => id)
  const users = await store.listUsers({ after: null, limit: 1e9 })
  const opened = entries.filter((id) => id.startsWith('open ')).map((id) => id.slice(5))
  const ended: string[] = []
  for (const id of opened) {
    const session = await store.findSession(id)
    expect(session, `${id} has an entry`).not.toBeNull()
    if (session?.endedAt !== null) ended.push(id)
  }
  const added = users.map(({ id }) => `add ${id}`)
  const openedEntries = opened.map((id) => `open ${id}`)
  const endedEntries = ended.map((id) => `end ${id}`)
  expect(entries.sort()).toEqual([...added, ...openedEntries, ...endedEntries].sort())
  expect(revocations.map(({ key }) => key).sort()).toEqual(ended.sort())
}
