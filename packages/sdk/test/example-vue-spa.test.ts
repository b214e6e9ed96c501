import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { chromiumFlags, ensureChromium } from '../../../scripts/ensure-chromium.ts'
import { skipWithoutBrowser } from '../../../scripts/skip-without-browser.ts'
import { type Opened, open, password, phone } from './open.ts'

const folder = 'examples/vue-spa'
let browser: Browser
let script: string

const isSkipped = skipWithoutBrowser()

beforeAll(async () => {
  if (isSkipped) return
  const { outputFiles } = await build({
    entryPoints: [`${folder}/main.ts`],
    bundle: true,
    write: false,
    conditions: ['@ztoken/source'],
    logLevel: 'silent',
  })
  script = outputFiles[0]?.text ?? ''
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] })
}, 600_000)

afterAll(() => browser?.close())

/** Serves the example's files; its page is told afterwards where the API is. */
async function serveSite(): Promise<{ origin: string; api: string }> {
  const site = { origin: '', api: '' }
  const html = readFileSync(`${folder}/index.html`, 'utf8')
  const server = createServer((request, reply) => {
    const isScript = request.url === '/main.js'
    reply.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    reply.end(isScript ? script : html.replaceAll('http://127.0.0.1:8080', site.api))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void server.close())
  site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return site
}

interface Site extends Opened {
  readonly site: string
  readonly page: Page
  /** What the page complained about. */
  readonly complaints: string[]
}

/** The page on one origin, the real application on another, which lists the first unless told. */
async function openSite({ isListed = true } = {}): Promise<Site> {
  const site = await serveSite()
  const server = await open(undefined, {
    corsOrigins: isListed ? [site.origin] : ['https://app.example'],
  })
  site.api = server.origin
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  return { ...server, site: site.origin, page, complaints }
}

async function signIn(page: Page, secret = password): Promise<void> {
  await page.fill('[name=phone]', phone)
  await page.fill('[name=password]', secret)
  await page.click('button')
}

const heading = (page: Page, text: string): Promise<void> =>
  page.locator('h1', { hasText: text }).waitFor()
const pathOf = (page: Page): string => page.url().replace(/^https?:\/\/[^/]+/, '')

describe('the example of a Vue page on another origin than its API', () => {
  it('compiles as it stands', () => {
    const compiler = 'node_modules/typescript/bin/tsc'
    const { status, stdout } = spawnSync('node', [compiler, '-p', folder], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, ''])
  })

  it('sends strangers to sign in and back to where they were going, and signs out', async () => {
    const { page, site, complaints } = await openSite()
    await page.goto(`${site}/profile?tab=a`)
    await heading(page, 'Sign in')
    expect(pathOf(page)).toBe('/login?next=/profile?tab=a')
    await signIn(page, 'not the password')
    await page.locator('[role=alert]', { hasText: 'wrong' }).waitFor()
    await signIn(page)
    await heading(page, '张三')
    expect(pathOf(page)).toBe('/profile?tab=a')
    await page.click('text=Sign out')
    await heading(page, 'Sign in')
    expect(await page.locator('[role=status]').textContent()).toBe('')
    await page.goto(`${site}/profile`)
    await heading(page, 'Sign in')
    expect(complaints).toEqual([])
  })

  it('A224 goes nowhere else after signing in, whatever the link says', async () => {
    const { page, site } = await openSite()
    await page.goto(`${site}/login?next=//evil.example/x`)
    await signIn(page)
    await heading(page, '张三')
    expect(page.url()).toBe(`${site}/profile`)
  })

  it('stays signed in over a reload, in this tab and in no other', async () => {
    const { page, site, count } = await openSite()
    await page.goto(`${site}/profile`)
    await signIn(page)
    await heading(page, '张三')
    await page.reload()
    await heading(page, '张三')
    expect(count('POST /v1/login')).toBe(1)
    const other = await page.context().newPage()
    await other.goto(`${site}/profile`)
    await heading(other, 'Sign in')
    // S07: nothing that opens anything outlives the tab, only what the browser is known by.
    expect(await page.evaluate('[Object.keys(localStorage), document.cookie]')).toEqual([
      ['ztoken.device'],
      '',
    ])
  })

  it('renews a token that has expired without anybody noticing', async () => {
    const { page, site, advance, count, auth, complaints } = await openSite()
    await page.goto(`${site}/profile`)
    await signIn(page)
    await heading(page, '张三')
    const [user] = await auth.listUsers({ after: null, limit: 1 })
    await auth.updateManagedUser(user?.id as string, { name: '王五' })
    advance(3601)
    await page.click('text=Reload')
    await heading(page, '王五')
    expect(count('POST /v1/refresh')).toBe(1)
    expect(await page.locator('[role=alert]').textContent()).toBe('')
    expect(complaints).toEqual([])
  })

  it('tells who was kicked out by an administrator why they are signed out', async () => {
    const { page, site, auth, client } = await openSite()
    await page.goto(`${site}/profile`)
    await signIn(page)
    await heading(page, '张三')
    const [user] = await auth.listUsers({ after: null, limit: 1 })
    const admin = await auth.register({ phone: '13900139000', password, name: 'admin' })
    await auth.updateManagedUser(admin.user.id, { roles: ['admin'] })
    const ours = client()
    await ours.login({ phone: '13900139000', password })
    await ours.request(`/v1/users/${user?.id}/sessions`, { method: 'DELETE' })
    await page.click('text=Reload')
    await heading(page, 'Sign in')
    expect(await page.locator('[role=status]').textContent()).toContain('administrator')
    await page.reload()
    expect(await page.locator('[role=status]').textContent()).toContain('administrator')
    await signIn(page)
    await heading(page, '张三')
    expect(pathOf(page)).toBe('/profile')
  })

  it('on an origin that is not listed gets nothing: not even the password leaves the page', async () => {
    const { page, site, wire } = await openSite({ isListed: false })
    await page.goto(`${site}/profile`)
    await signIn(page)
    await page.locator('[role=alert]', { hasText: /\S/ }).waitFor()
    expect(new Set(wire)).toEqual(new Set(['OPTIONS /v1/login']))
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
    await heading(page, 'Sign in')
  })
})
