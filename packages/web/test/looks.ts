import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string | null
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** What axe finds to be a serious or critical fault of the page as it stands, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor()
    // By the debugger, which the policy of the page does not bind.
    if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe)
    const result = await page.evaluate<AxeResult>(
      `globalThis.axe.run(document, { resultTypes: ['violations'] })`,
    )
    const faults = result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(
          ({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`,
        ),
      }))
    expect(faults, `axe in ${colorScheme} on ${page.url()}`).toEqual([])
  }
}

/** Nothing of the page lies beside a window of 360 pixels. */
export async function expectFitsPhone(page: Page): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 360, height: 740 })
  const width = await page.evaluate('document.documentElement.scrollWidth')
  expect(width, `the width of ${page.url()} on a phone`).toBeLessThanOrEqual(360)
  if (before !== null) await page.setViewportSize(before)
}
