import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openConnection, requestText } from './client.ts'

/**
 * How long a guarded request takes while one stranger sends the worst bodies of an open route 50
 * times a second: the built server on SQLite, on loopback. The bar is 20 ms for 99 of 100.
 */
const seconds = Number(process.env.SECONDS ?? 4)
const perSecond = 50
/** One guarded request after the other, so many a second. */
const askedPerSecond = 100
const barMilliseconds = 20
const port = 18_082
const program = fileURLToPath(new URL('../packages/server/bin/ztoken.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
const mostBytes = 16_384

/** Text of as many pieces as a body may hold. */
const full = (piece: string, before = '', after = ''): string =>
  before +
  piece.repeat(Math.floor((mostBytes - before.length - after.length) / piece.length)) +
  after

let count = 0
/** A phone that nobody asked for yet. */
const phone = (): string => {
  count += 1
  return `139${String(count).padStart(8, '0')}`
}
const password = 'a long enough phrase'

/** What is no body at all, whatever the route. */
const malformed: Readonly<Record<string, () => string>> = {
  quotes: () => full('\\"', '"'),
  backslashes: () => full('\\\\', '"'),
  brackets: () => full('['),
  members: () => `{${Array.from({ length: 1500 }, (_, n) => `"k${n}":1`).join(',')}}`,
  'a long text': () => full('中', '{"phone":"', '"}').slice(0, mostBytes / 3),
}
/** What a route takes for a body, and has the most work with. */
const wellFormed: Readonly<Record<string, () => object>> = {
  '/login': () => ({ phone: phone(), password }),
  '/v1/login': () => ({ phone: phone(), password }),
  '/v1/register': () => ({ phone: phone(), password: `${password} ${count}` }),
  '/v1/refresh': () => ({ refresh_token: full('a', 'zr1.').slice(0, 512) }),
  '/v1/password-reset': () => ({ reset_token: 'zp1.x', new_password: password }),
  '/v1/setup': () => ({ setup_token: 'zs1.x', phone: phone(), password }),
}

async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      ZTOKEN_SECRET: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench',
      ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'bench.db')}`,
      ZTOKEN_PORT: String(port),
      ZTOKEN_LOG_LEVEL: 'silent',
    },
  })
  for await (const piece of child.stdout ?? []) if (String(piece).includes('listens on')) break
  child.stdout?.resume()
  return child
}

/** Sends one body after another, as many a second, without waiting for the answers. */
function attack(path: string, bodies: readonly (() => string)[]): { stop(): void } {
  const lines = Array.from({ length: perSecond }, () => openConnection(port))
  let sent = 0
  const timer = setInterval(() => {
    const body = bodies[sent % bodies.length]?.() ?? ''
    const line = lines[sent % lines.length]
    sent += 1
    line?.send(requestText('POST', path, {}, body)).catch(() => undefined)
  }, 1000 / perSecond)
  return {
    stop() {
      clearInterval(timer)
      for (const line of lines) line.close()
    },
  }
}

/** Milliseconds of each of the guarded requests. */
async function ask(token: string): Promise<number[]> {
  const line = openConnection(port)
  const request = requestText('GET', '/v1/me', { authorization: `Bearer ${token}` })
  const times: number[] = []
  for (let n = 0; n < seconds * askedPerSecond; n += 1) {
    const began = performance.now()
    const { status } = await line.send(request)
    if (status !== 200) throw new Error(`the guarded request: ${status}`)
    const took = performance.now() - began
    times.push(took)
    await pause(Math.max(0, 1000 / askedPerSecond - took))
  }
  line.close()
  return times.sort((one, other) => one - other)
}

function shown(name: string, times: readonly number[]): string {
  const at = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] as number).toFixed(1)
  return `| ${name} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`
}

const child = await start()
try {
  const register = openConnection(port)
  const body = JSON.stringify({ phone: '13800138000', password })
  const { body: reply } = await register.send(requestText('POST', '/v1/register', {}, body))
  const token = JSON.parse(reply).data.access_token as string
  register.close()
  await ask(token)

  console.log('\n| while a stranger sends | p50, ms | p99, ms | longest, ms |\n|---|---|---|---|')
  console.log(shown('nothing', await ask(token)))
  let worst = 0
  for (const [path, make] of Object.entries(wellFormed)) {
    const kinds = {
      ...Object.fromEntries(Object.entries(malformed).map(([name, make]) => [name, [make]])),
      'what it takes': [() => JSON.stringify(make())],
    }
    for (const [kind, bodies] of Object.entries(kinds)) {
      const attacking = attack(path, bodies)
      const times = await ask(token)
      attacking.stop()
      worst = Math.max(worst, times[Math.floor(times.length * 0.99)] as number)
      console.log(shown(`POST ${path}: ${kind}`, times))
    }
  }
  const isWithin = worst <= barMilliseconds
  console.log(`\nworst p99: ${worst.toFixed(1)} ms, the bar is ${barMilliseconds} ms`)
  if (!isWithin) process.exitCode = 1
} finally {
  child.kill()
}
