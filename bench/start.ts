import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryOfKnown, resident } from './known.ts'

/** From the start of the process to its first reply, and what it holds in memory at rest. */
const starts = 10
const restMilliseconds = 3000
const port = 18_080
const program = fileURLToPath(new URL('../packages/server/bin/ztoken.js', import.meta.url))
const here = fileURLToPath(new URL('..', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))

/** What anybody pays who answers with Fastify at all. */
const bare = `import Fastify from 'fastify'
const app = Fastify()
app.get('/readyz', async () => ({ ok: true }))
await app.listen({ port: ${port}, host: '127.0.0.1' })`

const commands = {
  ztoken: [program, 'serve'],
  'bare Fastify': ['--input-type=module', '--eval', bare],
} as const
type Name = keyof typeof commands

function start(name: Name): ChildProcess {
  return spawn(process.execPath, commands[name], {
    stdio: 'ignore',
    cwd: here,
    env: {
      PATH: process.env.PATH,
      ZTOKEN_SECRET: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench',
      ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'bench.db')}`,
      ZTOKEN_PORT: String(port),
      ZTOKEN_LOG_LEVEL: 'silent',
    },
  })
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/readyz' }, (reply) => {
      reply.resume()
      resolve(reply.statusCode === 200)
    })
    request.on('error', () => resolve(false))
  })
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number

async function measure(name: Name, times: number[], memory: number[]): Promise<void> {
  const began = performance.now()
  const child = start(name)
  while (!(await answers())) await pause(2)
  times.push(performance.now() - began)
  await pause(restMilliseconds)
  memory.push(resident(child.pid))
  child.kill()
  await once(child, 'exit')
}

const names = Object.keys(commands) as Name[]
const measured = names.map((name) => ({ name, times: [] as number[], memory: [] as number[] }))
// The first start makes the database and warms the disk's cache.
for (const name of names) await measure(name, [], [])
for (let n = 0; n < starts; n += 1) {
  for (const { name, times, memory } of measured) await measure(name, times, memory)
}
console.log('\n### start and rest\n')
console.log('| what | first reply, ms | highest | at rest, MB | highest |\n|---|---|---|---|---|')
for (const { name, times, memory } of measured) {
  const cells = [times, memory].flatMap((values) => [median(values), Math.max(...values)])
  console.log(`| ${name} | ${cells.map((value) => value.toFixed(0)).join(' | ')} |`)
}

const { before, after } = await memoryOfKnown(join(directory, 'known.db'))
console.log('\n### at rest, MB\n\n| before anybody asked | with 10,000 known accounts |\n|---|---|')
console.log(`| ${before.toFixed(0)} | ${after.toFixed(0)} |`)
