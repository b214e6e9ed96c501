import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newAccount } from '@ztoken/core'
import { expect, it } from 'vitest'
import { type Engine, openEngine } from '../src/sqlite/engine.ts'
import { migrate, sqliteStore } from '../src/sqlite/index.ts'
import { openStore, temporaryFile } from './open.ts'
import { walFrames } from './wal-frames.ts'

const nobody = { actorId: null, userId: null, sessionId: null, address: null, device: null }
const record = (id: string) =>
  ({ id, at: 1, event: 'user_registered', ...nobody, detail: null, deliverTo: [] }) as const

function user(id: string) {
  const profile = { name: null, avatar: null, intro: null, level: null, roles: [], ban: null }
  return newAccount({ id, phone: `+${id}`, ...profile, createdAt: 1 }, null)
}

/** What is in the database, as the list of writes that made it. */
function writesIn(engine: Engine): string[] {
  const audit = engine.prepare('SELECT id FROM audit ORDER BY sequence').all()
  const users = new Set(
    engine
      .prepare('SELECT id FROM users')
      .all()
      .map(({ id }) => id),
  )
  const revoked = engine.prepare('SELECT key FROM revocations ORDER BY sequence').all()
  // Half of a write would show here: each wrote a user with an entry, or an entry with a revocation.
  const entries = audit.map(({ id }) => String(id))
  const registered = entries.filter((id) => id.startsWith('user'))
  const ended = entries.filter((id) => id.startsWith('token'))
  expect(registered.filter((id) => users.has(id))).toEqual(registered)
  expect(users.size).toBe(registered.length)
  expect(revoked.map(({ key }) => key)).toEqual(ended)
  return entries
}

it('A180 a WAL cut off anywhere opens, is whole, and holds a prefix of what was acknowledged', async () => {
  const file = temporaryFile()
  await migrate(file)
  const store = await sqliteStore(file)
  const acknowledged: string[] = []
  const write = async (n: number): Promise<void> => {
    const [name, work] =
      n % 2 === 0
        ? [`user ${n}`, () => store.addAccount(user(`user ${n}`), [record(`user ${n}`)])]
        : [
            `token ${n}`,
            () => store.revokeToken(`token ${n}`, 9, 'logged_out', [record(`token ${n}`)]),
          ]
    await work()
    acknowledged.push(name)
  }
  for (let n = 0; n < 12; n += 1) await write(n)
  // Some that share a commit.
  await Promise.all([12, 13, 14, 15, 16, 17].map(write))
  for (let n = 18; n < 24; n += 1) await write(n)

  const wal = readFileSync(`${file}-wal`)
  const frames = walFrames(`${file}-wal`)
  expect(frames.filter(({ isCommit }) => isCommit)).toHaveLength(19)
  expect(frames.at(-1)?.end).toBe(wal.length)
  const directory = temporaryFile()
  mkdirSync(directory, { recursive: true })
  const ends = [0, 32, ...frames.map((frame) => frame.end)]
  const cuts = ends.flatMap((at) => [at - 1, at, at + 1]).filter((at) => at >= 0)
  let longest = 0
  for (const cut of cuts.filter((at) => at <= wal.length)) {
    // Each under a name of its own: an engine may hold on to a file until it is collected.
    const copy = join(directory, `${cut}.db`)
    copyFileSync(file, copy)
    writeFileSync(`${copy}-wal`, wal.subarray(0, cut))
    const engine = await openEngine(copy)
    expect(engine.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' })
    const found = writesIn(engine)
    expect(found).toEqual(acknowledged.slice(0, found.length))
    expect(found.length).toBeGreaterThanOrEqual(longest)
    // Of the six in one commit all are there, or none.
    expect([13, 14, 15, 16, 17]).not.toContain(found.length)
    longest = found.length
    engine.close()
  }
  expect(longest).toBe(acknowledged.length)
  await store.close()
  const whole = await openStore(join(directory, `${wal.length}.db`))
  expect(await whole.findUser('user 22')).not.toBeNull()
})
