import { describe, expect, it } from 'vitest'
import { openSite, password, useChromium } from './browser.ts'

useChromium()

describe('how strong a password is', () => {
  it('is said in words and as a bar, and knows the phone and the name', async () => {
    const site = await openSite()
    const page = await site.visit('/register')
    await page.locator('input[name=phone]').fill('+86 138-0013-8000')
    await page.locator('input[name=name]').fill('Wilhelmina Featherstone')
    const meter = page.getByRole('meter', { name: 'Password strength' })
    const words = page.locator('[role=status]')
    const field = page.locator('input[name=password]')
    expect(await meter.count()).toBe(0)
    for (const [given, level, now] of [
      ['short', 'Too short', 1],
      ['password1', 'Very weak', 1],
      ['13800138000', 'Your phone number or name', 1],
      ['featherstone', 'Your phone number or name', 1],
      ['zxcvbnm,./', 'Weak', 1],
      ['correct horse battery staple', 'Very good', 4],
      ['长'.repeat(257), 'Too long', 0],
    ] as const) {
      await field.fill(given)
      await words.filter({ hasText: new RegExp(level, 'i') }).waitFor()
      expect([given, await meter.getAttribute('aria-valuenow')]).toEqual([given, String(now)])
    }
    await field.fill('')
    expect(await meter.count()).toBe(0)
  })

  it('is advice: where the word lists do not come, one registers all the same', async () => {
    const site = await openSite()
    const page = await site.visit('/register')
    await page.locator('input[name=phone]').fill('13800138000')
    await page.waitForLoadState('networkidle')
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.locator('input[name=password]').fill('short')
    await page.getByText('Too short').waitFor()
    await page.locator('input[name=password]').fill(password)
    await page.unroute('**/assets/*.js')
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/account'))
  })

  it('is asked of word lists that come when somebody types a password, and not before', async () => {
    const site = await openSite()
    const context = await site.browser()
    const scripts: string[] = []
    context.on('request', (request) => scripts.push(request.url()))
    const page = await context.newPage()
    await page.goto(site.at('/register'))
    await page.locator('input[name=phone]').fill('13800138000')
    await page.waitForLoadState('networkidle')
    const before = scripts.length
    await page.locator('input[name=password]').fill(password)
    await page.getByRole('meter').waitFor()
    await page.getByText('Very good').waitFor()
    const later = scripts.slice(before)
    expect(later.length).toBeGreaterThan(1)
    expect(later.every((url) => url.startsWith(`${site.origin}/app/assets/`))).toBe(true)
  })
})
