/**
 * What grows with the number of people: a thousand to ten million users, each with a session and an
 * entry of the audit, and up to half a million revocations that hold, in SQLite and PostgreSQL. What
 * counts is whether a row stays flat. `SIZES=1000,1000000 RESULTS=growth.jsonl npm run bench:growth sqlite`
 */
import { appendFileSync } from 'node:fs'
import { createCore } from '@ztoken/core'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import type { Store } from 'ztoken'
import { everybody } from '../packages/stores/test/samples.ts'
import { day, now } from './crowd.ts'
import { crowdIn, type Database, databases } from './growth-databases.ts'
import { secret } from './serving.ts'

const sizes = (process.env.SIZES ?? '1000,10000,100000,1000000').split(',').map(Number)
const repeats = Number(process.env.REPEATS ?? 25)
const mostRevocations = 500_000
const password = 'a long enough phrase'

/** Milliseconds, and of memory mebibytes. */
type Figures = Record<string, number>

async function time(act: (n: number) => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < repeats; n += 1) {
    const began = performance.now()
    await act(n)
    times.push(performance.now() - began)
  }
  return times.sort((one, other) => one - other)[repeats >> 1] as number
}

function mebibytesHeld(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1024 / 1024
}

/** Somebody of the crowd, far from whoever was asked for before. */
const someone = (size: number, n: number): string =>
  `u${String(1 + ((n * 7919) % size)).padStart(7, '0')}`

async function measure(store: Store, size: number): Promise<Figures> {
  const before = mebibytesHeld()
  const secrets = importSecrets(secret)
  const began = performance.now()
  const core = await createCore({ store, secrets, issueFormat: encryptedFormat(secrets) })
  const figures: Figures = { start: performance.now() - began }
  figures['memory, MiB'] = mebibytesHeld() - before
  const phone = '19900000001'
  await core.createUser({ phone, password, name: '张三' })
  const grant = await core.login({ phone, password }, { address: '127.0.0.1' })
  const caller = core.authenticate(grant.accessToken)
  let { refreshToken } = grant

  figures.login = await time(() => core.login({ phone, password }, { address: '127.0.0.1' }))
  figures.refresh = await time(async () => {
    ;({ refreshToken } = await core.refresh(refreshToken))
  })
  figures['guard, a thousand times'] = await time(() => {
    for (let n = 0; n < 1000; n += 1) core.authenticate(grant.accessToken)
  })
  figures['the user, known'] = await time(() => core.requireUser(caller))
  figures['the user, not known'] = await time((n) => store.findUser(someone(size, n)))
  const leaving: string[] = []
  for (let n = 0; n < repeats; n += 1) leaving.push(await core.createToken(caller.userId))
  figures.logout = await time((n) => core.logout(leaving[n] as string))
  await questions(store, size, figures)
  const swept = performance.now()
  await core.sweep()
  figures.sweep = performance.now() - swept
  await core.close()
  return figures
}

/** What lists, searches and the audit ask. */
async function questions(store: Store, size: number, figures: Figures): Promise<void> {
  const users = (more: object) => () =>
    store.listUsers({ after: null, limit: 51, ...more } as never)
  const found = (more: object) => () => store.searchUsers({ ...everybody, ...more })
  const entries = (more: object) => () =>
    store.listAudit({
      before: null,
      userId: null,
      event: null,
      from: null,
      until: null,
      limit: 51,
      ...more,
    })
  const asked: Record<string, () => Promise<unknown>> = {
    'users, the first page': users({}),
    'users, from the middle': users({ after: someone(size, size >> 1) }),
    'search by phone': found({ text: '+8613000007919', phone: '+8613000007919' }),
    'search by name': found({ text: '张伟' }),
    'audit, the newest': entries({}),
    'audit of a person': entries({ userId: someone(size, 3) }),
    'audit of a day': entries({ from: now - 50 * day, until: now - 49 * day }),
  }
  for (const [name, ask] of Object.entries(asked)) figures[name] = await time(ask)
}

function report(database: string, all: ReadonlyMap<number, Figures>): void {
  const columns = [...all.keys()]
  const names = Object.keys(all.get(columns[0] as number) as Figures)
  console.log(
    `\n### ${database}, milliseconds\n\n| users | ${columns.join(' | ')} | last / first |`,
  )
  console.log(`|---|${columns.map(() => '---|').join('')}---|`)
  for (const name of names) {
    const values = columns.map((size) => all.get(size)?.[name] as number)
    const ratio = (values.at(-1) as number) / (values[0] as number)
    console.log(
      `| ${name} | ${values.map((one) => one.toPrecision(3)).join(' | ')} | ${ratio.toFixed(1)} |`,
    )
  }
}

async function grow(name: string, database: Database): Promise<void> {
  const all = new Map<number, Figures>()
  for (const size of sizes) {
    const crowd = { users: size, entries: size, revocations: Math.min(size, mostRevocations) }
    const filled = await crowdIn(database, crowd)
    try {
      console.log(`${name}: ${size} people are there after ${filled.seconds.toFixed(0)} s`)
      const figures = await measure(filled.store, size)
      all.set(size, figures)
      const line = { database: name, size, node: process.version, figures }
      if (process.env.RESULTS) appendFileSync(process.env.RESULTS, `${JSON.stringify(line)}\n`)
    } finally {
      await filled.close()
    }
  }
  report(name, all)
}

const wanted = process.argv.slice(2)
for (const [name, database] of Object.entries(databases)) {
  if (wanted.length === 0 || wanted.includes(name)) await grow(name, database)
}
process.exit(0)
