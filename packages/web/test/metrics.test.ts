import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const permissions = ['figures:read']

/** A site whose metrics have a clock that the test moves on. */
async function openCounting(): Promise<Site & { step(): void }> {
  let ahead = 0
  const site = await openSite({}, { metrics: { clock: () => Date.now() + ahead } })
  return {
    ...site,
    step() {
      ahead += 5_000
    },
  }
}

async function signInTimes(site: Site, phone: string, good: number, bad: number): Promise<void> {
  for (let n = 0; n < good + bad; n += 1) {
    await fetch(`${site.origin}/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone, password: n < good ? password : 'not the password' }),
    })
  }
}

/** How many pixels of the canvas of a card have the colour of a token. */
function pixelsOf(page: Page, card: string, token: string): Promise<number> {
  return page.evaluate(`(() => {
    const heading = [...document.querySelectorAll('h2')].find((one) => one.textContent === '${card}')
    const canvas = heading.closest('section').querySelector('canvas')
    const wanted = getComputedStyle(document.documentElement).getPropertyValue('${token}').trim()
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16))
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let count = 0
    for (let n = 0; n < data.length; n += 4) {
      if (data[n] === red && data[n + 1] === green && data[n + 2] === blue) count += 1
    }
    return count
  })()`)
}

describe.each(languages)('live metrics (%s)', (language) => {
  const words =
    language === 'en'
      ? { signIns: 'Sign-ins', failures: 'Failures', table: 'As a table', tile: 'Sign-ins, 15 min' }
      : { signIns: '登录', failures: '失败', table: '以表格显示', tile: '登录（15 分钟）' }

  it('show what was just done as plots, in words and as a table', async () => {
    const site = await openCounting()
    const watcher = await site.person({ permissions })
    await signInTimes(site, watcher.phone, 3, 2)
    site.step()
    const page = await site.visitAs(watcher, '/admin/metrics', { language })
    const card = page.locator('section', {
      has: page.getByRole('heading', { name: words.signIns, exact: true }),
    })
    await card.locator('canvas').waitFor()

    // The page's own sign-in came before its first question.
    const total = await page.locator('.tile', { hasText: words.tile }).locator('dd').textContent()
    expect(total).toBe('4')
    const legend = card.locator('dl')
    expect(await legend.textContent()).toMatch(new RegExp(`${words.signIns}\\s*4`))
    expect(await legend.textContent()).toMatch(new RegExp(`${words.failures}\\s*2`))
    const picture = card.getByRole('slider', { name: words.signIns })
    const summary = page.locator(`id=${await picture.getAttribute('aria-describedby')}`)
    expect(await summary.textContent()).toContain('4')
    await card.getByText(words.table).click()
    const row = card.locator('tbody tr').first()
    expect(await row.locator('td').allTextContents()).toEqual(['4', '2'])

    expect(await page.locator('canvas').count()).toBe(8)
    expect(await pixelsOf(page, words.signIns, '--accent')).toBeGreaterThan(0)
    expect(await pixelsOf(page, words.signIns, '--danger')).toBeGreaterThan(0)
    await expectAccessible(page)
    // Drawn anew in the colours of the other theme.
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await pixelsOf(page, words.signIns, '--accent')).toBeGreaterThan(0)
    await expectFitsPhone(page)
  })
})

describe('live metrics', () => {
  it('go on by themselves while the page is seen, and stop when they are paused', async () => {
    const site = await openCounting()
    const watcher = await site.person({ permissions })
    const page = await site.visitAs(watcher, '/admin/metrics')
    await page.clock.install()
    await page.reload()
    const tile = page.locator('.tile', { hasText: 'Sign-ins, 15 min' }).locator('dd')
    await tile.waitFor()
    let asked = 0
    page.on('request', (request) => {
      if (request.url().includes('/v1/figures')) asked += 1
    })
    const seen = (state: string): Promise<void> =>
      page.evaluate(`
        Object.defineProperty(document, 'visibilityState', {
          configurable: true,
          get: () => '${state}',
        })
        document.dispatchEvent(new Event('visibilitychange'))
      `)

    await signInTimes(site, watcher.phone, 2, 0)
    site.step()
    await page.clock.fastForward(6_000)
    await expect.poll(() => tile.textContent()).toBe('3')

    await seen('hidden')
    const before = asked
    await page.clock.fastForward(60_000)
    expect(asked).toBe(before)
    await signInTimes(site, watcher.phone, 1, 0)
    site.step()
    await seen('visible')
    await expect.poll(() => tile.textContent()).toBe('4')

    await page.getByRole('button', { name: 'Pause' }).click()
    const paused = asked
    await page.clock.fastForward(60_000)
    expect(asked).toBe(paused)
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => asked).toBeGreaterThan(paused)
  })

  it('say when the server cannot be reached, keep what they have, and go on', async () => {
    const site = await openCounting()
    const watcher = await site.person({ permissions })
    site.step()
    const page = await site.visitAs(watcher, '/admin/metrics')
    await page.locator('canvas').first().waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.route('**/v1/figures*', (route) => route.abort())
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Retrying every 5 seconds').waitFor()
    expect(await page.locator('canvas').count()).toBe(8)
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Retrying every 5 seconds').waitFor({ state: 'detached' })
  })

  it('begin anew with another process, and say whose they are', async () => {
    const site = await openCounting()
    const watcher = await site.person({ permissions })
    site.step()
    const page = await site.visitAs(watcher, '/admin/metrics')
    await page.locator('canvas').first().waitFor()
    await page.getByText(/metrics of one process \(\d+-/).waitFor()
    await page.route('**/v1/figures*', async (route) => {
      const reply = await route.fetch()
      const body = await reply.json()
      body.data.process = 'another-1'
      body.data.points = body.data.points.map((point: object) => ({ ...point, sign_ins: 7 }))
      await route.fulfill({ response: reply, json: body })
    })
    const tile = page.locator('.tile', { hasText: 'Sign-ins, 15 min' }).locator('dd')
    const resume = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByRole('button', { name: 'Resume' }).click()
    }
    // It is kept to the one shown until others have answered several times.
    for (let n = 0; n < 4; n += 1) {
      const replied = page.waitForResponse(/\/v1\/figures/)
      await resume()
      await replied
    }
    await expect
      .poll(async () => {
        await resume()
        return page.getByText('(another-1)').count()
      })
      .toBe(1)
    expect(Number(await tile.textContent()) % 7).toBe(0)
  })

  it('are refused without the permission', async () => {
    const site = await openSite()
    const page = await site.visitAs(await site.person(), '/admin/metrics')
    await page.getByRole('heading', { name: 'Permission denied' }).waitFor()
    const auditor = await site.person({ permissions: ['audit:read'] })
    const other = await site.visitAs(auditor, '/admin/metrics')
    await other.getByRole('heading', { name: 'Permission denied' }).waitFor()
  })
})
