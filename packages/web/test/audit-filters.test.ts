import { describe, expect, it } from 'vitest'
import { languages, openSite, useChromium } from './browser.ts'

useChromium()

describe.each(languages)('the filters of the audit (%s)', (language) => {
  it('stand in one line where there is room for one, set or not', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions: ['audit:read', 'user:read'] })
    const page = await site.visitAs(auditor, '/admin/audit', { language })
    for (const query of ['', '?event=login_failed&span=30&user=&address=192.0.2.1']) {
      await page.goto(site.at(`/admin/audit${query}`))
      const line = page.getByRole('search').locator('.chips')
      await line.locator('button[type=submit]').waitFor()
      for (const width of query === '' ? [1024, 1280, 1440] : [1280, 1440]) {
        await page.setViewportSize({ width, height: 800 })
        const middles = await line.evaluate(({ children }) =>
          [...children].map((one) => {
            const { top, bottom } = one.getBoundingClientRect()
            return Math.round((top + bottom) / 2)
          }),
        )
        expect(new Set(middles).size, `${query} at ${width}: ${middles}`).toBe(1)
      }
    }
  })
})
