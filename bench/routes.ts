import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { peerNames } from './peers.ts'
import { processorSeconds, type Running, start } from './running.ts'

/**
 * Requests a second of whole servers: each candidate is a process on the first processor, the
 * client, wrk, is on the second, and rounds go round and round all of them.
 */
interface Measured {
  readonly rate: number
  /** Of the server's processor for each request, as many as there can be. */
  readonly full: number
  /** The same at one pace for all. */
  readonly paced: number
}

const repeats = Number(process.env.REPEATS ?? 5)
const rounds = Number(process.env.ROUNDS ?? 4)
const secondsPerRound = 1
/**
 * Requests a second of the second measurement. Under full load a quick server keeps its client so
 * busy that it never has to be woken, and a slower one pays for waking it with every reply (6 µs of
 * work more cost 8): at one pace all pay the same.
 */
const pace = Number(process.env.PACE ?? 10_000)
const cannon = fileURLToPath(import.meta.resolve('autocannon'))
const connections = 64

function measure(running: Running): Measured {
  const { name, child, url, script } = running
  const before = processorSeconds(child.pid as number)
  const flags = ['-t1', `-c${connections}`, `-d${secondsPerRound}s`, '-s', script, url]
  const text = execFileSync('taskset', ['-c', '1', 'wrk', ...flags], { encoding: 'utf8' })
  if (!text.includes('errors 0\n') || text.includes('Socket errors')) throw new Error(name + text)
  const requests = Number(/(\d+) requests in/.exec(text)?.[1])
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
    full: ((processorSeconds(child.pid as number) - before) / requests) * 1e6,
    paced: measureAtPace(running),
  }
}

function measureAtPace(running: Running): number {
  const { name, child, url, headers } = running
  const before = processorSeconds(child.pid as number)
  const flags = ['-j', '-c', String(connections), '-d', '2', '-R', String(pace)]
  const sent = Object.entries(headers[0] ?? {}).flatMap(([key, value]) => ['-H', `${key}=${value}`])
  const words = ['-c', '1', process.execPath, cannon, ...flags, ...sent, url]
  const text = execFileSync('taskset', words, { encoding: 'utf8', stdio: 'pipe' })
  const { requests, non2xx } = JSON.parse(text)
  if (non2xx > 0) throw new Error(`${name}: ${non2xx} requests were refused`)
  return ((processorSeconds(child.pid as number) - before) / requests.total) * 1e6
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number

/** Fresh processes for each repeat: one process is up to a twentieth quicker than its twin. */
async function repeat(names: readonly string[], rates: Map<string, Measured[]>): Promise<void> {
  const running: Running[] = []
  try {
    for (const name of names) {
      const started = await start(name)
      if (started !== null) running.push(started)
    }
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

/** Every figure as it was measured, a line of JSON each comparison: `RESULTS=routes.jsonl`. */
function keep(title: string, measured: readonly (readonly [string, readonly Measured[]])[]): void {
  if (process.env.RESULTS === undefined) return
  const line = { title, node: process.version, pace, measured: Object.fromEntries(measured) }
  appendFileSync(process.env.RESULTS, `${JSON.stringify(line)}\n`)
}

async function compare(title: string, reference: string, names: readonly string[]): Promise<void> {
  const rates = new Map(names.map((name) => [name, [] as Measured[]]))
  for (let n = 0; n < repeats; n += 1) await repeat(names, rates)
  const measured = [...rates].filter(([, all]) => all.length > 0)
  keep(title, measured)
  const medians = measured.map(([name, all]) => ({
    name,
    rate: median(all.map(({ rate }) => rate)),
    full: median(all.map(({ full }) => full)),
    paced: median(all.map(({ paced }) => paced)),
  }))
  const base = medians.find(({ name }) => name === reference) as (typeof medians)[number]
  console.log(
    `\n### ${title}\n\n| what | requests a second | × ${reference} | processor time a request | × as quick | at ${pace} a second | × as quick |\n|---|---|---|---|---|---|---|`,
  )
  for (const { name, rate, full, paced } of medians) {
    const ratios = [rate / base.rate, base.full / full, base.paced / paced]
    const [share, quickness, pacedQuickness] = ratios.map((ratio) => ratio.toFixed(2))
    console.log(
      `| ${name} | ${Math.round(rate)} | ${share} | ${full.toFixed(1)} µs | ${quickness} | ${paced.toFixed(1)} µs | ${pacedQuickness} |`,
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
  'step-up': [
    'a Fastify route that asks for a step-up, of a session known in memory',
    'ztoken',
    ['no guard', 'ztoken', 'ztoken, requireStepUp'],
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
  peers: [
    'GET /user/detail, beside what a user would pick instead',
    'Fastify, no read',
    [
      'Fastify, no read',
      'Fastify, a read',
      '@fastify/jwt and a read',
      'ztoken server',
      ...peerNames,
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
