import { gzipSync } from 'node:zlib'
import type { BrowserContext } from 'playwright-core'
import { expect, it } from 'vitest'
import { openSite, useChromium } from './browser.ts'

useChromium()

const mostBytes = 180_000
const mostRequests = 14

/** What is asked for while a page is opened, and the scripts among it, with their gzipped bytes. */
async function opened(context: BrowserContext, address: string, shown: string) {
  const requests: string[] = []
  const scripts = new Map<string, number>()
  context.on('request', (request) => requests.push(`${request.method()} ${request.url()}`))
  context.on('response', async (response) => {
    if (!/\.js$/.test(new URL(response.url()).pathname)) return
    scripts.set(response.url(), gzipSync(await response.body(), { level: 9 }).length)
  })
  const page = await context.newPage()
  await page.goto(address)
  await page.locator(shown).waitFor()
  await page.waitForLoadState('networkidle')
  return { requests, scripts }
}

it('the first page needs at most 180 kB of JavaScript, gzipped, and under 15 requests', async () => {
  const site = await openSite()
  const { requests, scripts } = await opened(
    await site.browser(),
    site.at('/'),
    'input[name=phone]',
  )
  const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0)
  expect(scripts.size).toBeGreaterThan(2)
  expect(bytes, [...scripts].join('\n')).toBeLessThanOrEqual(mostBytes)
  expect(requests.length, requests.join('\n')).toBeLessThanOrEqual(mostRequests)
})
