import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Requests a second of whole servers: each candidate is a process on the first processor, the
 * client, wrk, is on the second, and rounds go round and round all of them.
 */
interface Running {
  readonly name: string
  readonly child: ChildProcess
  readonly url: string
  readonly script: string
}

interface Measured {
  readonly rate: number
  /** Of the server's processor, for each request. */
  readonly microseconds: number
}

const repeats = Number(process.env.REPEATS ?? 5)
const rounds = Number(process.env.ROUNDS ?? 4)
const secondsPerRound = 1
const connections = 64
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))

async function start(name: string): Promise<Running> {
  const file = fileURLToPath(new URL('servers.ts', import.meta.url))
  const flags = ['--import', 'tsx', file, name]
  const child = spawn('taskset', ['-c', '0', process.execPath, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let text = ''
  while (!text.includes('\n')) text += String((await once(child.stdout, 'data'))[0])
  const { url, tokens } = JSON.parse(text) as { url: string; tokens: string[] }
  const script = join(directory, `${name.replaceAll(/\W/g, '-')}.lua`)
  const list = tokens.map((token) => `"${token}"`).join(',')
  writeFileSync(
    script,
    `local tokens = {${list}}
local n = 0
request = function()
  n = n % #tokens + 1
  return wrk.format("GET", nil, { ["z-token"] = tokens[n], ["authorization"] = ${name.includes('jwt') ? '"Bearer " .. tokens[n]' : 'nil'} })
end
done = function(summary) io.write("errors " .. summary.errors.status .. "\\n") end`,
  )
  return { name, child, url, script }
}

/** Of a process so far, in seconds: what a noisy machine changes least. */
function processorSeconds({ child }: Running): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return (user + system) / ticksPerSecond
}

function measure(running: Running): Measured {
  const { name, url, script } = running
  const before = processorSeconds(running)
  const flags = ['-t1', `-c${connections}`, `-d${secondsPerRound}s`, '-s', script, url]
  const text = execFileSync('taskset', ['-c', '1', 'wrk', ...flags], { encoding: 'utf8' })
  if (!text.includes('errors 0\n') || text.includes('Socket errors')) throw new Error(name + text)
  const requests = Number(/(\d+) requests in/.exec(text)?.[1])
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
    microseconds: ((processorSeconds(running) - before) / requests) * 1e6,
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number

/** Fresh processes for each repeat: one process is up to a twentieth quicker than its twin. */
async function repeat(names: readonly string[], rates: Map<string, Measured[]>): Promise<void> {
  const running: Running[] = []
  try {
    for (const name of names) running.push(await start(name))
    for (let round = 0; round <= rounds; round += 1) {
      for (const one of round % 2 === 0 ? running : [...running].reverse()) {
        const rate = measure(one)
        // The first round warms up.
        if (round > 0) rates.get(one.name)?.push(rate)
      }
    }
  } finally {
    for (const { child } of running) child.kill()
  }
}

async function compare(title: string, reference: string, names: readonly string[]): Promise<void> {
  const rates = new Map(names.map((name) => [name, [] as Measured[]]))
  for (let n = 0; n < repeats; n += 1) await repeat(names, rates)
  const medians = [...rates].map(([name, all]) => ({
    name,
    rate: median(all.map(({ rate }) => rate)),
    microseconds: median(all.map(({ microseconds }) => microseconds)),
  }))
  const base = medians.find(({ name }) => name === reference) as (typeof medians)[number]
  console.log(
    `\n### ${title}\n\n| what | requests a second | × ${reference} | processor time a request | × as quick |\n|---|---|---|---|---|`,
  )
  for (const { name, rate, microseconds } of medians) {
    const share = (rate / base.rate).toFixed(2)
    const quickness = (base.microseconds / microseconds).toFixed(2)
    console.log(
      `| ${name} | ${Math.round(rate)} | ${share} | ${microseconds.toFixed(1)} µs | ${quickness} |`,
    )
  }
}

/** What is compared, by name: a title, what it is compared with, and the candidates. */
const comparisons: Readonly<Record<string, readonly [string, string, readonly string[]]>> = {
  fastify: [
    'a guarded Fastify route, tokens seen before',
    'no guard',
    ['node:http', 'no guard', 'ztoken', '@fastify/jwt', '@fastify/jwt with its cache'],
  ],
  express: [
    'a guarded Express route, tokens seen before',
    'Express, no guard',
    [
      'Express, no guard',
      'Express, an empty middleware',
      'Express, ztoken',
      'Express, express-jwt',
      'Express, jsonwebtoken by hand, jwt',
    ],
  ],
  hono: [
    'a guarded Hono route, tokens seen before',
    'Hono, no guard',
    ['Hono, no guard', 'Hono, an empty middleware', 'Hono, ztoken', 'Hono, hono/jwt'],
  ],
  koa: [
    'a guarded Koa route, tokens seen before',
    'Koa, no guard',
    ['Koa, no guard', 'Koa, an empty middleware', 'Koa, ztoken', 'Koa, koa-jwt'],
  ],
  server: [
    'GET /user/detail',
    'Fastify, no read',
    [
      'Fastify, no read',
      'Fastify, a read',
      '@fastify/jwt and a read',
      'ztoken server',
      'ztoken server, /v1/caller',
      'ztoken server, /v1/me/permissions',
    ],
  ],
  mounts: [
    'GET /user/detail of the whole application, mounted',
    'ztoken server',
    ['ztoken server', 'in Fastify', 'in Express', 'in node:http', 'in Hono'],
  ],
}

const wanted = process.argv.slice(2)
for (const [name, comparison] of Object.entries(comparisons)) {
  if (wanted.length === 0 || wanted.includes(name)) await compare(...comparison)
}
