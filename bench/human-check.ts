import { resolve } from 'node:path'
import { build } from 'esbuild'
import { type CDPSession, chromium } from 'playwright-core'
import { createZtoken, memory, ZtokenError } from 'ztoken'
import { chromiumFlags, ensureChromium } from '../scripts/ensure-chromium.ts'

/**
 * What a human check takes of the processor of whoever is asked, in Chromium on the page's thread: as it is,
 * with the processor slowed, as on a cheap phone, and without a compiler, as a mini program on an
 * iPhone. And what asking and reading an answer takes the server.
 */
const repeats = Number(process.env.REPEATS ?? 41)
const bar = 3000
const route = '/v1/register'

const auth = await createZtoken({
  secret: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench',
  store: memory(),
  humanCheck: true,
})

const { outputFiles } = await build({
  entryPoints: [resolve(import.meta.dirname, '../packages/sdk/dist/human-check.js')],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'humanCheck',
})
const script = outputFiles[0]?.text ?? ''

console.log('| where | work | median ms | longest ms |\n|---|---|---|---|')
await measure('Chromium', 1)
await measure('Chromium, slowed four times', 4)
await measure('Chromium without a compiler', 1, ['--js-flags=--jitless'])
await measure('Chromium, slowed four times', 4, [], 8)
await measureServer()
await auth.close()

async function measure(
  where: string,
  rate: number,
  flags: readonly string[] = [],
  dearness = 1,
): Promise<void> {
  const args = [...chromiumFlags, ...flags]
  const browser = await chromium.launch({ executablePath: ensureChromium(), args })
  const page = await browser.newPage()
  const debug = await page.context().newCDPSession(page)
  await debug.send('Emulation.setCPUThrottlingRate', { rate })
  await page.addScriptTag({ content: script })
  const times: number[] = []
  await debug.send('Performance.enable')
  for (let n = 0; n < repeats; n += 1) {
    const given = await data(n, dearness)
    const before = await threadMilliseconds(debug)
    await page.evaluate(solved, given)
    times.push((await threadMilliseconds(debug)) - before)
  }
  await browser.close()
  const longest = Math.max(...times)
  const cells = [where, `× ${dearness}`, middle(times).toFixed(0), longest.toFixed(0)]
  console.log(`| ${cells.join(' | ')} |`)
  if (dearness === 1 && middle(times) > bar) process.exitCode = 1
}

/** What the thread of the page has had of a processor: others on the machine do not count. */
async function threadMilliseconds(debug: CDPSession): Promise<number> {
  const { metrics } = await debug.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN) * 1000
}

/** Runs in the page. */
async function solved(given: object): Promise<void> {
  const { humanCheck } = globalThis as unknown as {
    humanCheck: { solveHumanCheck(data: object): Promise<string | null> }
  }
  if ((await humanCheck.solveHumanCheck(given)) === null) throw new Error('it was not solved')
}

/** A challenge for somebody who has asked for few, or for so many that it is dearer. */
async function data(n: number, dearness: number): Promise<object> {
  const address = `192.0.2.${n}`
  for (let asked = 0; asked < 20 * Math.log2(dearness); asked += 1) await refused(null, address)
  return refused(null, address)
}

async function refused(solution: string | null, address: string): Promise<object> {
  try {
    await auth.requireHumanCheck({ route, address, solution })
  } catch (error) {
    if (error instanceof ZtokenError && error.data !== undefined) return error.data
    throw error
  }
  throw new Error('no check was asked for')
}

async function measureServer(): Promise<void> {
  const asking: number[] = []
  for (let n = 0; n < 2000; n += 1) {
    const start = performance.now()
    await refused(null, `198.51.${n % 250}.1`)
    asking.push(performance.now() - start)
  }
  console.log(`\nasking for one takes the server ${middle(asking).toFixed(2)} ms`)
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
