import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRemoteAuthenticator } from 'ztoken/remote'

/**
 * How long a logout at the login server, a process of its own on SQLite, takes to be known to a
 * guard in another process that follows the feed: by the event stream, and by pages alone, as
 * behind a proxy that keeps streams back.
 */
const logouts = 200
const warmUp = 10
const port = 18_081
const url = `http://127.0.0.1:${port}`
const feedToken = 'q3Vd8ZpT1nX6bK4rW9sM2yC7hL5gF0jE'
const program = fileURLToPath(new URL('../packages/server/bin/ztoken.js', import.meta.url))

function startServer(): ReturnType<typeof spawn> {
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
  return spawn(process.execPath, [program, 'serve'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      ZTOKEN_SECRET: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench',
      ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'bench.db')}`,
      ZTOKEN_PORT: String(port),
      ZTOKEN_TOKEN_FORMAT: 'public',
      ZTOKEN_FEED_TOKENS: feedToken,
      ZTOKEN_LOG_LEVEL: 'silent',
    },
  })
}

async function started(): Promise<void> {
  for (;;) {
    const reply = await fetch(`${url}/readyz`).catch(() => null)
    if (reply?.status === 200) return
    await pause(10)
  }
}

const person = { phone: '13800138000', password: 'a long enough phrase' }

async function post(path: string): Promise<string> {
  const reply = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  })
  if (!reply.ok) throw new Error(`${path} was answered ${reply.status}`)
  return ((await reply.json()) as { data: { access_token: string } }).data.access_token
}

async function logOut(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const reply = await fetch(`${url}/v1/logout`, { method: 'POST', headers })
  if (!reply.ok) throw new Error(`a logout was answered ${reply.status}`)
  return performance.now()
}

/** Milliseconds from sending a logout, and from its answer, until the guard refuses the token. */
async function delays(withStream: boolean): Promise<{ sent: number[]; answered: number[] }> {
  const auth = await createRemoteAuthenticator({
    jwksUrl: `${url}/.well-known/jwks.json`,
    feedUrl: `${url}/v1/revocations`,
    feedToken,
    ...(!withStream && { fetch: withoutStreams }),
    report: () => undefined,
  })
  while (withStream && !auth.revocationState().isStreaming) await pause(1)
  const holds = (token: string): boolean => {
    try {
      auth.authenticate(token)
      return true
    } catch {
      return false
    }
  }
  const sent: number[] = []
  const answered: number[] = []
  for (let n = 0; n < logouts + warmUp; n += 1) {
    const token = await post('/v1/login')
    if (!holds(token)) throw new Error('a token does not hold')
    // Not in step with what is polled every second.
    await pause(Math.random() * (withStream ? 50 : 1000))
    const began = performance.now()
    const answer = logOut(token)
    while (holds(token)) await nextTurn()
    const known = performance.now()
    const answeredAt = await answer
    if (n < warmUp) continue
    sent.push(known - began)
    answered.push(Math.max(0, known - answeredAt))
  }
  auth.close()
  return { sent, answered }
}

async function withoutStreams(asked: URL, init: RequestInit): Promise<Response> {
  const isStream = new Headers(init.headers).get('accept') === 'text/event-stream'
  return isStream ? new Response(null, { status: 503 }) : fetch(asked, init)
}

function at(values: readonly number[], part: number): string {
  const sorted = [...values].sort((one, other) => one - other)
  return (sorted[Math.ceil(sorted.length * part) - 1] as number).toFixed(1)
}

const server = startServer()
try {
  await started()
  await post('/v1/register')
  console.log(`\n### ${logouts} logouts, ms until a guard elsewhere refuses the token\n`)
  console.log('| by | from | p50 | p99 | longest |\n|---|---|---|---|---|')
  for (const [name, withStream] of [
    ['event stream', true],
    ['pages alone', false],
  ] as const) {
    for (const [from, values] of Object.entries(await delays(withStream))) {
      const moment = from === 'sent' ? 'sending the logout' : 'its answer'
      console.log(
        `| ${name} | ${moment} | ${at(values, 0.5)} | ${at(values, 0.99)} | ${at(values, 1)} |`,
      )
    }
  }
} finally {
  server.kill()
}
