import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type ElementHandle, type Page, type Browser as Running } from 'puppeteer-core'
import {
  type Browser,
  type Engine,
  type Found,
  finding,
  isFault,
  pageText,
  type Tab,
} from './browser.ts'
import { findProgram } from './find-program.ts'

const program = (): string | null => findProgram('FIREFOX', ['firefox-esr', 'firefox'])

/** Firefox, by Puppeteer over WebDriver BiDi. */
export const firefoxEngine: Engine = {
  name: 'Firefox',
  wants: 'apt-get install firefox-esr, or name one in FIREFOX',
  isThere: () => program() !== null,
  open,
}

async function open(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'ztoken-firefox-'))
  const faults: string[] = []
  let running = await launch(profile)
  return {
    version: (await running.version()).replace(/^firefox\//i, ''),
    faults,
    newTab: async () => tabOf(await running.newPage(), faults),
    async restart() {
      await running.close()
      running = await launch(profile)
    },
    async close() {
      await running.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

function launch(profile: string): Promise<Running> {
  return puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath: program() ?? '',
    userDataDir: profile,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-US, en' },
  })
}

function tabOf(page: Page, faults: string[]): Tab {
  page.on('pageerror', (error) => void faults.push(String(error)))
  page.on('console', (message) => {
    if (isFault(message.type(), message.text())) faults.push(message.text())
  })
  return {
    go: async (address) => void (await page.goto(address)),
    address: async () => page.url(),
    text: async () => `${await page.evaluate(pageText)}`,
    async find(sought) {
      const handle = await page.evaluateHandle(finding(sought))
      const element = handle.asElement()
      return element === null ? null : foundIn(page, element as ElementHandle<Element>)
    },
  }
}

function foundIn(page: Page, element: ElementHandle<Element>): Found {
  return {
    click: () => element.click(),
    async fill(text) {
      // All of what is there is chosen, and typing takes its place.
      await element.click({ count: 3 })
      await element.type(text)
    },
    async enter() {
      await element.focus()
      await page.keyboard.press('Enter')
    },
  }
}
