import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, useChromium } from './browser.ts'

useChromium()

/** Where the middle of each filter is: those in one line have one. */
async function expectOneLine(line: Locator, widths: readonly number[]): Promise<void> {
  await line.locator('> *').first().waitFor()
  for (const width of widths) {
    await line.page().setViewportSize({ width, height: 800 })
    const middles = await line.evaluate(({ children }) =>
      [...children].map((one) => {
        const { top, bottom } = one.getBoundingClientRect()
        return Math.round((top + bottom) / 2)
      }),
    )
    expect(new Set(middles).size, `at ${width}: ${middles}`).toBe(1)
  }
}

describe.each(languages)('the filters of a list stand in one line (%s)', (language) => {
  it('of the audit, set or not', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions: ['audit:read', 'user:read'] })
    const page = await site.visitAs(auditor, '/admin/audit', { language })
    const line = page.getByRole('search').locator('.chips')
    await line.locator('button[type=submit]').waitFor()
    await expectOneLine(line, [1024, 1280, 1440])
    await page.goto(site.at('/admin/audit?event=login_failed&span=30&address=192.0.2.1'))
    await line.locator('button[type=submit]').waitFor()
    await expectOneLine(line, [1280, 1440])
  })

  it('of the users', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/users', { language })
    await page.locator('select[name=role]').waitFor()
    await expectOneLine(page.locator('[role=group].chips'), [1280, 1440])
  })
})
