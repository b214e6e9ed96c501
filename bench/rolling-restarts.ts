import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startBalancer } from './balancer.ts'
import { type Connection, openConnection, requestText } from './client.ts'

/**
 * Three servers on one SQLite file behind a balancer that keeps its connections, restarted one after
 * another, round after round, under guarded requests at a fixed rate. What counts is how many of
 * them failed: to reach is none.
 */
const rounds = Number(process.env.ROUNDS ?? 20)
const guardedPerSecond = Number(process.env.GUARDED ?? 200)
const workers = process.env.WORKERS ?? '1'
const ports = [18_091, 18_092, 18_093]
const balancerPort = 18_090
const checkMilliseconds = 500
const settleMilliseconds = 600
const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench'
const program = fileURLToPath(new URL('../packages/server/bin/ztoken.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))

async function start(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, 'serve', '--workers', workers], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      ZTOKEN_SECRET: secret,
      ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'bench.db')}`,
      ZTOKEN_PORT: String(port),
      ZTOKEN_LOG_LEVEL: 'silent',
    },
  })
  for await (const piece of child.stdout) if (String(piece).includes('listens on')) break
  return child
}

async function register(): Promise<string> {
  const reply = await fetch(`http://127.0.0.1:${ports[0]}/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '13800138000', password: 'a long enough phrase' }),
  })
  const { data } = (await reply.json()) as { data: { access_token: string } }
  return data.access_token
}

/** Requests at moments that are fixed beforehand, each on a kept connection that is free. */
async function load(text: string, isOver: () => boolean): Promise<{ all: number; failed: number }> {
  const idle: Connection[] = []
  const answers: Promise<void>[] = []
  let failed = 0
  const began = performance.now()
  for (let n = 0; !isOver(); n += 1) {
    const due = began + (n * 1000) / guardedPerSecond
    while (performance.now() < due) await pause(due - performance.now())
    const connection = idle.pop() ?? openConnection(balancerPort)
    const answer = connection.send(text).then(
      ({ status }) => {
        if (status !== 200) failed += 1
        idle.push(connection)
      },
      () => {
        failed += 1
      },
    )
    answers.push(answer)
  }
  await Promise.all(answers)
  for (const connection of idle) connection.close()
  return { all: answers.length, failed }
}

async function restartAll(servers: ChildProcess[]): Promise<void> {
  for (const [n, port] of ports.entries()) {
    const child = servers[n] as ChildProcess
    child.kill('SIGTERM')
    const [status] = await once(child, 'exit')
    if (status !== 0) throw new Error(`a server ended with ${status}`)
    servers[n] = await start(port)
    // As long as a balancer needs to see that it is ready.
    await pause(settleMilliseconds)
  }
}

const servers: ChildProcess[] = []
try {
  for (const port of ports) servers.push(await start(port))
  const token = await register()
  const text = requestText('GET', '/v1/me', { authorization: `Bearer ${token}` })
  console.log(
    `\n### ${rounds} rolling restarts of three servers, ${guardedPerSecond} requests a second\n`,
  )
  console.log('| the balancer | stops | requests | failed | how |\n|---|---|---|---|---|')
  let isBeyond = false
  for (const [name, every] of [
    [`asks \`/readyz\` every ${checkMilliseconds} ms`, checkMilliseconds],
    ['asks nothing', null],
  ] as const) {
    const balancer = await startBalancer({
      port: balancerPort,
      servers: ports,
      checkMilliseconds: every,
    })
    let isOver = false
    const loaded = load(text, () => isOver)
    for (let round = 0; round < rounds; round += 1) await restartAll(servers)
    isOver = true
    const { all, failed } = await loaded
    const how = [...balancer.failures].map(([what, count]) => `${count} × ${what}`).join('; ')
    console.log(`| ${name} | ${rounds * ports.length} | ${all} | ${failed} | ${how} |`)
    balancer.close()
    isBeyond ||= failed > 0
  }
  if (isBeyond) process.exitCode = 1
} finally {
  for (const child of servers) child.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
}
