import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** From the start of the process to its first reply, and what it holds in memory at rest. */
const starts = 10
const restMilliseconds = 3000
const port = 18_080
const program = fileURLToPath(new URL('../packages/server/bin/ztoken.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))

function start(): ChildProcess {
  return spawn(process.execPath, [program, 'serve'], {
    stdio: 'ignore',
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

const times: number[] = []
const memory: number[] = []
for (let n = 0; n <= starts; n += 1) {
  const began = performance.now()
  const child = start()
  while (!(await answers())) await pause(2)
  // The first start makes the database and warms the disk's cache.
  if (n > 0) times.push(performance.now() - began)
  await pause(restMilliseconds)
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  memory.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
  child.kill()
  await once(child, 'exit')
}
console.log('\n### start and rest\n\n| what | median | highest |\n|---|---|---|')
console.log(`| first reply, ms | ${median(times).toFixed(0)} | ${Math.max(...times).toFixed(0)} |`)
console.log(`| at rest, MB | ${median(memory).toFixed(0)} | ${Math.max(...memory).toFixed(0)} |`)
