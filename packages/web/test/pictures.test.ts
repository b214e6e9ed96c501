import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openSite, password, type Site, useChromium } from './browser.ts'

useChromium()

/**
 * The pictures of the README, in which nothing is drawn by hand. `npm run pictures` writes them;
 * an ordinary run makes them to see that they can be made, and looks at the ones that are kept.
 */
const kept = resolve(import.meta.dirname, '../../../docs/pictures')
const isWriting = process.env.PICTURES === 'write'
const size = { width: 1200, height: 760 }

const names = ['张三', '李四', 'Amélie Durand', '王五', 'Olga Petrova', '陈静', 'Kwame Mensah']

async function take(page: Page, name: string): Promise<void> {
  await page.locator('h1').waitFor()
  await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
  mkdirSync(kept, { recursive: true })
  const file = resolve(kept, `${name}.png`)
  const png = await page.screenshot(isWriting ? { path: file } : {})
  expect(existsSync(file), `${file} is written by npm run pictures`).toBe(true)
  expect(measuresOf(readFileSync(file))).toEqual(measuresOf(png))
}

/** The header of a PNG says how large it is (RFC 2083 §4.1.1). */
function measuresOf(png: Buffer): { width: number; height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}

async function peopled(): Promise<Site> {
  const site = await openSite()
  for (const name of names) {
    const { phone, id } = await site.person({ name })
    await site.auth.login({ phone, password }, { device: 'Chrome · Android', address: '127.0.0.1' })
    if (name === 'Olga Petrova') await site.auth.ban(id, { reason: 'spam' })
  }
  return site
}

it('the pages can be shown as the README shows them', async () => {
  const site = await peopled()
  const administrator = await site.person({ name: '赵敏', permissions: ['*'] })
  const light = await site.visitAs(administrator, '/admin/users', { ...size, language: 'en' })
  await light.getByText('Amélie Durand').waitFor()
  await take(light, 'users')
  const dark = await site.visitAs(administrator, '/account/devices', {
    ...size,
    language: 'zh-CN',
    theme: 'dark',
  })
  await take(dark, 'devices')
})
