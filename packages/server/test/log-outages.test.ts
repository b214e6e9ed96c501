import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { place } from './place.ts'
import { program } from './program.ts'

const password = 'a long enough phrase'
const mebibyte = 1024 * 1024

interface Served {
  readonly child: ChildProcess
  readonly url: string
}

/** `ztoken serve` with a bucket that is not there: every picture asked for is a line of the log. */
async function serve(stdout: 'pipe' | number): Promise<Served> {
  const port = await freePort()
  const { variables } = place({
    ZTOKEN_PORT: String(port),
    ZTOKEN_AVATARS: 's3:http://127.0.0.1:1/bucket',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG',
    PATH: process.env.PATH ?? '',
  })
  const child = spawn(process.execPath, [program, 'serve'], {
    stdio: ['ignore', stdout, 'pipe'],
    env: variables,
  })
  child.stderr?.resume()
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  await vi.waitFor(
    async () => {
      expect(child.exitCode).toBe(null)
      expect(await answers(`${url}/healthz`)).toBe(true)
    },
    { timeout: 30_000, interval: 50 },
  )
  return { child, url }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** So many lines of the log, each of more than half a kilobyte. */
async function makeLines(url: string, count: number): Promise<void> {
  const picture = `${url}/v1/avatars/${'a'.repeat(22)}/128.webp`
  for (let n = 0; n < count; n += 50) {
    const asked = Array.from({ length: 50 }, () => fetch(picture))
    for (const reply of await Promise.all(asked)) {
      expect(reply.status).toBe(503)
      await reply.arrayBuffer()
    }
  }
}

async function post(url: string, path: string, phone: string): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ phone, password })
  return (await fetch(url + path, { method: 'POST', headers, body })).status
}

async function expectLogins({ url }: Served, phone: string): Promise<void> {
  expect(await post(url, '/v1/register', phone)).toBe(200)
  expect(await post(url, '/v1/login', phone)).toBe(200)
}

async function expectStop({ child }: Served): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}

describe('a log that nobody takes (attack A169)', () => {
  it('A169 unread, is kept up to a megabyte; logins go on, and who reads again is told what is lost', async () => {
    const served = await serve('pipe')
    await expectLogins(served, '13800138000')
    await makeLines(served.url, 2500)
    await expectLogins(served, '13800138001')
    const pieces: Buffer[] = []
    served.child.stdout?.on('data', (piece) => pieces.push(piece))
    let lost = 0
    // A line is written, and with it the number of those that were not, once there is room again.
    while (lost === 0) {
      await makeLines(served.url, 50)
      lost = Number(/"lost":(\d+)/.exec(String(Buffer.concat(pieces)))?.[1] ?? 0)
    }
    const read = String(Buffer.concat(pieces))
    expect(lost).toBeGreaterThan(100)
    expect(read.slice(0, read.indexOf('"lost":')).length).toBeLessThan(1.5 * mebibyte)
    await expectStop(served)
  }, 120_000)

  it('A169 never read again, keeps no server from stopping', async () => {
    const served = await serve('pipe')
    await makeLines(served.url, 300)
    await expectStop(served)
  }, 60_000)

  it('A169 whose reader is gone is lost, and nothing else', async () => {
    const served = await serve('pipe')
    served.child.stdout?.destroy()
    await makeLines(served.url, 200)
    await expectLogins(served, '13800138000')
    await expectStop(served)
  }, 60_000)

  it.runIf(process.platform === 'linux')(
    'A169 on a disk without space is lost, and nothing else',
    async () => {
      const full = openSync('/dev/full', 'w')
      onTestFinished(() => closeSync(full))
      const served = await serve(full)
      await makeLines(served.url, 200)
      await expectLogins(served, '13800138000')
      await expectStop(served)
    },
    60_000,
  )
})
