import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openSite, useChromium } from './browser.ts'

useChromium()

const mostBytes = 180_000

it('the first page needs at most 180 kB of JavaScript, gzipped', async () => {
  const site = await openSite()
  const context = await site.browser()
  const scripts = new Map<string, number>()
  context.on('response', async (response) => {
    if (!/\.js$/.test(new URL(response.url()).pathname)) return
    scripts.set(response.url(), gzipSync(await response.body(), { level: 9 }).length)
  })
  const page = await context.newPage()
  await page.goto(site.at('/'))
  await page.locator('input[name=phone]').waitFor()
  await page.waitForLoadState('networkidle')
  const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0)
  expect(scripts.size).toBeGreaterThan(2)
  expect(bytes, [...scripts].join('\n')).toBeLessThanOrEqual(mostBytes)
})
