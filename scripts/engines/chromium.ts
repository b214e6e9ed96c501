import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type ElementHandle, type Page } from 'playwright-core'
import { chromiumFlags, ensureChromium } from '../ensure-chromium.ts'
import {
  type Browser,
  type Engine,
  type Found,
  finding,
  isFault,
  pageText,
  type Tab,
} from './browser.ts'

/** Chromium, by Playwright. */
export const chromiumEngine: Engine = {
  name: 'Chromium',
  wants: 'npx playwright-core install chromium',
  isThere() {
    try {
      return ensureChromium() !== ''
    } catch {
      return false
    }
  },
  open,
}

async function open(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'ztoken-chromium-'))
  const faults: string[] = []
  let context = await launch(profile, faults)
  return {
    version: context.browser()?.version() ?? '',
    faults,
    newTab: async () => tabOf(await context.newPage()),
    async restart() {
      await context.close()
      context = await launch(profile, faults)
    },
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

async function launch(profile: string, faults: string[]): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(),
    args: [...chromiumFlags],
    locale: 'en-US',
  })
  context.on('weberror', (error) => void faults.push(error.error().message))
  context.on('console', (message) => {
    if (isFault(message.type(), message.text())) faults.push(message.text())
  })
  return context
}

function tabOf(page: Page): Tab {
  return {
    go: async (address) => void (await page.goto(address)),
    address: async () => page.url(),
    text: () => page.evaluate<string>(pageText),
    async find(sought) {
      const handle = await page.evaluateHandle(finding(sought))
      const element = handle.asElement()
      return element === null ? null : foundIn(element)
    },
  }
}

function foundIn(element: ElementHandle): Found {
  return {
    click: () => element.click({ timeout: 2000 }),
    fill: (text) => element.fill(text, { timeout: 2000 }),
    enter: () => element.press('Enter', { timeout: 2000 }),
  }
}
