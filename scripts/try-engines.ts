import type { Engine } from './engines/browser.ts'
import { chromiumEngine } from './engines/chromium.ts'
import { firefoxEngine } from './engines/firefox.ts'
import { type Journey, journeys } from './engines/journeys.ts'
import { openPlace } from './engines/place.ts'
import { webkitEngine } from './engines/webkit.ts'

/**
 * The same journeys through the pages in three engines, with the built program: `ztoken dev` in an
 * empty folder for each. An engine that is not here is skipped, and that is said; with `CI=true` it
 * is a failure. With words: the journeys that have all of them in the name of
 * the engine and their own.
 */
const words = process.argv.slice(2)
const { CI = '' } = process.env
const isInCi = !['', 'false', '0'].includes(CI)

async function walk(engine: Engine, { name, settings = {}, walk: go }: Journey): Promise<void> {
  const began = performance.now()
  const place = await openPlace(settings)
  try {
    const browser = await engine.open()
    try {
      await go(browser, place)
      if (browser.faults.length > 0) throw new Error(`console:\n${browser.faults.join('\n')}`)
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      console.log(`${engine.name} ${browser.version}: ${name}, ${seconds} s`)
    } finally {
      await browser.close()
    }
  } finally {
    await place.close()
  }
}

for (const engine of [chromiumEngine, firefoxEngine, webkitEngine]) {
  const wanted = journeys.filter(({ name }) =>
    words.every((word) => `${engine.name}: ${name}`.includes(word)),
  )
  if (wanted.length === 0) continue
  if (!engine.isThere()) {
    console.log(`SKIPPED: ${engine.name} is not here: ${engine.wants}`)
    if (isInCi) process.exitCode = 1
    continue
  }
  for (const journey of wanted) {
    try {
      await walk(engine, journey)
    } catch (error) {
      console.error(`FAILED: ${engine.name}: ${journey.name}:`, error)
      process.exitCode = 1
    }
  }
}
