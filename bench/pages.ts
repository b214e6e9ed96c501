import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright-core'
import { chromiumFlags, ensureChromium } from '../scripts/ensure-chromium.ts'

/**
 * How soon a page can be seen: the largest contentful paint by web-vitals, in Chromium with a cold
 * cache and the processor throttled four times, on a server of its own. Beside it in the same run
 * the first contentful paint, and what was loaded.
 */
const repeats = Number(process.env.REPEATS ?? 7)
const slowdown = 4
const bar = 1500

const vitals = readFileSync(
  createRequire(import.meta.url)
    .resolve('web-vitals')
    .replace(/[^/]+$/, 'web-vitals.iife.js'),
  'utf8',
)
const collect = `${vitals}
globalThis.painted = {}
webVitals.onLCP(({ value }) => { painted.lcp = value }, { reportAllChanges: true })
webVitals.onFCP(({ value }) => { painted.fcp = value })`

interface Load {
  readonly lcp: number
  readonly fcp: number
  readonly kilobytes: number
  readonly requests: number
}

const folder = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
const program = resolve(import.meta.dirname, '../packages/server/bin/ztoken.js')
const server = spawn('node', [program, 'dev'], {
  cwd: folder,
  env: { ...process.env, ZTOKEN_PORT: '0', ZTOKEN_LOG_LEVEL: 'silent' },
  stdio: ['ignore', 'pipe', 'inherit'],
})

try {
  const origin = await address()
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags],
  })
  for (const path of ['/app/try', '/app/sign-in', '/app/register']) {
    const loads: Load[] = []
    for (let n = 0; n < repeats; n += 1) loads.push(await load(await newPage(), origin + path))
    const lcp = middle(loads.map((one) => one.lcp))
    const longest = Math.max(...loads.map((one) => one.lcp))
    console.log(
      `${path}: largest paint ${lcp.toFixed(0)} ms median, ${longest.toFixed(0)} longest ` +
        `(${bar}), first paint ${middle(loads.map((one) => one.fcp)).toFixed(0)} ms, ` +
        `${middle(loads.map((one) => one.kilobytes)).toFixed(0)} kB in ` +
        `${middle(loads.map((one) => one.requests))} requests`,
    )
    if (lcp > bar) process.exitCode = 1
  }
  await browser.close()

  async function newPage(): Promise<Page> {
    return (await browser.newContext()).newPage()
  }
} finally {
  server.kill('SIGTERM')
  await once(server, 'exit')
  rmSync(folder, { recursive: true, force: true })
}

async function load(page: Page, url: string): Promise<Load> {
  await page.addInitScript(collect)
  const debug = await page.context().newCDPSession(page)
  await debug.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  let bytes = 0
  let requests = 0
  await debug.send('Network.enable')
  debug.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests += 1
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.locator('h1').waitFor()
  const painted = (await page.evaluate('painted')) as { lcp: number; fcp: number }
  await page.context().close()
  return { ...painted, kilobytes: bytes / 1000, requests }
}

async function address(): Promise<string> {
  for await (const line of createInterface({ input: server.stdout })) {
    const found = /https?:\/\/\S+/.exec(line)
    if (found !== null) return found[0]
  }
  throw new Error('the server did not start')
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
