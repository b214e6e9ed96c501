import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@ztoken/sdk'
import type { FastifyInstance } from 'fastify'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { beforeAll, onTestFinished } from 'vitest'
import { createZtoken, sqlite, type Ztoken, type ZtokenOptions } from 'ztoken'
import { type AppOptions, createApp } from 'ztoken/server'
import { chromiumFlags, ensureChromium } from '../../../scripts/ensure-chromium.ts'
import { skipWithoutBrowser } from '../../../scripts/skip-without-browser.ts'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { knownAccounts } from '../../core/test/few-accounts.ts'
import { migratedFile } from '../../stores/test/migrated-file.ts'
import { watchForFaults } from './faults.ts'

export const password = 'a long enough phrase'
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** Somebody who can sign in. */
export interface Person {
  readonly id: string
  readonly phone: string
  readonly name: string
}

export interface BrowserOptions {
  readonly language?: Language
  readonly theme?: 'light' | 'dark'
  /** Pixels of the window. */
  readonly width?: number
  readonly height?: number
}

/** A server with the pages, on a real port and a real SQLite file. */
export interface Site {
  readonly auth: Ztoken
  readonly app: FastifyInstance
  readonly origin: string
  /** The address of a page, e.g. `/account`. */
  at(path: string): string
  /** Moves the server's clock on. */
  advance(seconds: number): void
  /** Adds somebody, with the permissions given. */
  person(options?: { name?: string; permissions?: readonly string[] }): Promise<Person>
  /** A browser of somebody's own: nothing in it is shared with another. */
  browser(options?: BrowserOptions): Promise<BrowserContext>
  /** A tab in a browser of its own, on this page. */
  visit(path: string, options?: BrowserOptions): Promise<Page>
  /** The same with somebody signed in, as the page for it would leave them. */
  visitAs(person: Person, path: string, options?: BrowserOptions): Promise<Page>
}

let starting: Promise<Browser> | undefined
let chromiumProcess: Browser

/**
 * For the top of a test file. One Chromium serves all files of a worker and ends with it: what is
 * of one test alone is the context that it gets. Where the machine has none the tests are skipped.
 */
export function useChromium(): void {
  const isSkipped = skipWithoutBrowser()
  beforeAll(async () => {
    if (isSkipped) return
    starting ??= chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] })
    chromiumProcess = await starting
  }, 600_000)
}

let people = 0

/**
 * Opens a site. When the test is over it fails for whatever a page did that no page may: an error
 * in a script or in the console, a request to another host, something the policy refused. The last:
 * what this machine is called, and at which port.
 */
export async function openSite(
  options: Partial<ZtokenOptions> = {},
  appOptions: AppOptions = {},
  { name = '127.0.0.1', port = 0 }: { readonly name?: string; readonly port?: number } = {},
): Promise<Site> {
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-pages-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  let ahead = 0
  const auth = await createZtoken({
    secret: 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test',
    store: sqlite(await migratedFile(join(directory, 'ztoken.db'))),
    clock: () => Date.now() + ahead,
    monotonic: () => performance.now() + ahead,
    passwords: cheapHashes,
    knownAccounts,
    ...options,
  })
  const app = await createApp(auth, { pages: true, ...appOptions })
  await app.listen({ host: '127.0.0.1', port })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
    await auth.close()
  })
  const origin = `http://${name}:${(app.server.address() as AddressInfo).port}`

  const site: Site = {
    auth,
    app,
    origin,
    at: (path) => `${origin}/app${path}`,
    advance(seconds) {
      ahead += seconds * 1000
    },
    async person({ name = '张三', permissions = [] } = {}) {
      people += 1
      const phone = `139${String(people).padStart(8, '0')}`
      const roles = permissions.length > 0 ? [`role-${people}`] : []
      for (const role of roles) await auth.putRole({ name: role, permissions: [...permissions] })
      const user = await auth.createUser({ phone, password, name, roles })
      return { id: user.id, phone, name }
    },
    async browser({ language = 'en', theme = 'light', width = 1200, height = 800 } = {}) {
      const context = await chromiumProcess.newContext({
        locale: language,
        colorScheme: theme,
        viewport: { width, height },
      })
      const faults = watchForFaults(context, origin)
      onTestFinished(async () => {
        await closed(context)
        if (faults.length > 0)
          throw new Error(`the pages did what they may not:\n${faults.join('\n')}`)
      })
      return context
    },
    async visit(path, browserOptions) {
      const page = await (await site.browser(browserOptions)).newPage()
      await page.goto(site.at(path))
      return page
    },
    async visitAs({ phone }, path, browserOptions) {
      const [context, kept] = await Promise.all([
        site.browser(browserOptions),
        signedIn(origin, phone),
      ])
      const page = await context.newPage()
      await page.addInitScript(putOnce, kept)
      await page.goto(site.at(path))
      return page
    },
  }
  return site
}

/** What the pages' client keeps of somebody who has signed in, written by the client itself. */
async function signedIn(origin: string, phone: string): Promise<Kept> {
  const kept: Kept = { tokens: '', device: '' }
  const client = createClient({
    baseUrl: origin,
    device: 'Chrome · Linux',
    storage: {
      read: () => kept.tokens || null,
      write(text) {
        kept.tokens = text ?? ''
      },
      device(token) {
        kept.device = token ?? kept.device
        return kept.device || undefined
      },
    },
  })
  await client.login({ phone, password, device_kind: 'web' })
  client.close()
  return kept
}

interface Kept {
  tokens: string
  device: string
}

/** In the tab, before its first page: whoever signs out afterwards stays so. */
function putOnce({ tokens, device }: Kept): void {
  if (window.name !== '') return
  window.name = 'signed in'
  sessionStorage.setItem('ztoken', tokens)
  localStorage.setItem('ztoken.device', device)
}

/** A browser of a stranger: what goes wrong in it is what a test is about. */
export async function strangersBrowser(): Promise<BrowserContext> {
  const context = await chromiumProcess.newContext()
  onTestFinished(() => closed(context))
  return context
}

/** Whoever answers a request in the server's place may be in the middle of it: that is no fault. */
async function closed(context: BrowserContext): Promise<void> {
  const all = [context, ...context.pages()]
  await Promise.all(all.map((one) => one.unrouteAll({ behavior: 'ignoreErrors' })))
  await context.close()
}

/** Fills in the page for signing in and sends it. */
export async function signIn(page: Page, phone: string, given: string = password): Promise<void> {
  await page.locator('input[name=phone]').fill(phone)
  await page.locator('input[name=password]').fill(given)
  await page.keyboard.press('Enter')
}
