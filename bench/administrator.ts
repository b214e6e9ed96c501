import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { openConnection, requestText } from './client.ts'
import { fillSqlite } from './crowd.ts'
import { spentBy } from './processors.ts'
import { at, guardedLoad, secret, serve } from './serving.ts'

/**
 * How long guarded requests take while an administrator asks of a million users and three million
 * entries of the audit: `ztoken serve` on SQLite, requests at fixed moments from this process, the
 * administrator in a third. The kinds of questions go round; beside each is what it costs when
 * nobody asks, and what a question takes of the thread that serves (Linux alone tells).
 * `FILE=/tmp/crowd.db` is made once and used again.
 */
const port = 18_086
const perSecond = Number(process.env.GUARDED ?? 300)
const seconds = Number(process.env.SECONDS ?? 5)
const rounds = Number(process.env.REPEATS ?? 5)
const crowd = {
  users: Number(process.env.USERS ?? 1_000_000),
  entries: Number(process.env.ENTRIES ?? 3_000_000),
}
/** Of 99 of 100, beyond what they take when nobody asks. */
const barMilliseconds = 5

const kinds = process.env.KINDS?.split(',') ?? [
  ...['nothing', 'searches', 'lists users', 'looks into the audit', 'exports the audit'],
  ...['an event the busiest never had', 'the busiest on a day', 'ztoken export beside it'],
]

const password = 'a long enough phrase'
const administrator = '13800138000'
const somebody = '13800138001'

/** Everybody, with one who may ask and one who may not. */
async function fill(file: string): Promise<void> {
  const names = await fillSqlite(file, crowd)
  console.log(`names taken up in ${names.toFixed(0)} s`)
  const secrets = importSecrets(secret)
  const store = await sqliteStore(file)
  const core = await createCore({ store, secrets, issueFormat: encryptedFormat(secrets) })
  await core.createUser({ phone: administrator, password, roles: ['admin'] })
  await core.createUser({ phone: somebody, password })
  await core.close()
}

async function signIn(phone: string): Promise<string> {
  const line = openConnection(port)
  const text = requestText('POST', '/v1/login', {}, JSON.stringify({ phone, password }))
  const { body } = await line.send(text)
  line.close()
  return JSON.parse(body).data.access_token
}

const asks = fileURLToPath(new URL('administrator-asks.ts', import.meta.url))

interface Asking {
  /** Out: how long each question took, the shortest first. */
  begin(): Promise<number[]>
}

/** An administrator who is ready to ask: what it takes to start a process belongs to nobody. */
async function prepare(kind: string, token: string, file: string): Promise<Asking> {
  if (kind === 'nothing') return { begin: () => pause(seconds * 1000, []) }
  const words = [kind, String(seconds), String(port), token, file]
  const child = fork(asks, words, { execArgv: ['--import', 'tsx'] })
  await once(child, 'message')
  return {
    async begin() {
      child.send('begin')
      const [times] = await once(child, 'message')
      return (times as number[]).sort((one, other) => one - other)
    },
  }
}

interface Round {
  readonly guarded: readonly number[]
  readonly questions: readonly number[]
  /** Milliseconds of a processor that the thread which serves has taken. */
  readonly main: number
}

async function round(kind: string, file: string): Promise<Round> {
  const child = await serve(file, port)
  try {
    const [admin, other] = [await signIn(administrator), await signIn(somebody)]
    const asking = await prepare(kind, admin, file)
    let isOver = false
    const text = requestText('GET', '/v1/me', { 'z-token': other })
    // What the first requests of a process cost is another question.
    const until = performance.now() + 1000
    await guardedLoad({ port, text, perSecond, isOver: () => performance.now() > until })
    const load = guardedLoad({ port, text, perSecond, isOver: () => isOver })
    const before = spentBy(child.pid as number).main
    const questions = await asking.begin()
    const main = spentBy(child.pid as number).main - before
    isOver = true
    return { guarded: await load, questions, main }
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] as number
}

function row(kind: string, all: readonly Round[], quiet: readonly Round[]): string {
  const p99 = all.map(({ guarded }) => at(0.99, guarded))
  const beyond = p99.map((one, n) => one - at(0.99, (quiet[n] as Round).guarded))
  const middle = (of: (one: Round) => number): string => median(all.map(of)).toFixed(1)
  const guarded = [0.5, 0.99, 1].map((share) => middle((one) => at(share, one.guarded)))
  const mark = median(beyond) > barMilliseconds ? ' (beyond the bar)' : ''
  const each = all.map((one, n) => (one.main - (quiet[n] as Round).main) / one.questions.length)
  const questions =
    kind === 'nothing' ? [' ', ' ', ' ', ' ', ' '] : [...questionsOf(all), median(each).toFixed(2)]
  return `| ${[kind, ...guarded, median(beyond).toFixed(1) + mark, ...questions].join(' | ')} |`
}

function questionsOf(all: readonly Round[]): string[] {
  const times = all.flatMap(({ questions }) => questions).sort((one, other) => one - other)
  return [String(times.length), ...[0.5, 0.99, 1].map((share) => at(share, times).toFixed(1))]
}

const folder = mkdtempSync(join(tmpdir(), 'ztoken-administrator-'))
const file = process.env.FILE ?? join(folder, 'app.db')
try {
  if (!existsSync(file)) await fill(file)
  const results = new Map<string, Round[]>(kinds.map((kind) => [kind, []]))
  for (let n = 0; n < rounds; n += 1) {
    for (const kind of kinds) results.get(kind)?.push(await round(kind, file))
  }
  const quiet = results.get('nothing') ?? []
  console.log(`
### ${crowd.users} users, ${crowd.entries} entries; ${perSecond} guarded requests a second

| an administrator | guarded p50, ms | p99 | longest | p99 beyond nothing | questions | p50, ms | p99 | longest | serving thread, ms each |
|---|---|---|---|---|---|---|---|---|---|`)
  for (const [kind, all] of results) console.log(row(kind, all, quiet))
} finally {
  rmSync(folder, { recursive: true })
}
