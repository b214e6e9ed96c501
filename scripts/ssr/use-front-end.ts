import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type OpenedZtoken, person } from './open-ztoken.ts'

const nobody = 'Nobody is signed in'
const hello = `Hello ${person.name}`

/** What every front end with cookies has to do, whatever it is built with. */
export async function useFrontEnd(
  browser: Browser,
  origin: string,
  ztoken: OpenedZtoken,
): Promise<void> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const faults = watch(page)
  await signIn(page, origin)
  await showsWithoutScripts(browser, context, origin)
  await renewsOnce(context, origin, ztoken)
  await prefetchRenewsNothing(context, origin, ztoken)
  await page.goto(origin)
  await heading(page, hello)
  await signsOutOfAllTabs(context, page, origin)
  assert.deepEqual(faults, [])
  await context.close()
}

/** What a page complains of in its console: a hydration that does not match is told there. */
function watch(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(String(error)))
  page.on('console', (message) => {
    const isOfNetwork = message.text().startsWith('Failed to load resource')
    if (/error|warning/.test(message.type()) && !isOfNetwork) faults.push(message.text())
  })
  return faults
}

async function heading(page: Page, text: string): Promise<void> {
  await page.locator('h1', { hasText: text }).waitFor()
}

async function signIn(page: Page, origin: string): Promise<void> {
  await page.goto(origin)
  await heading(page, nobody)
  // What the framework makes alive is there when its network is quiet.
  await page.goto(`${origin}/sign-in`, { waitUntil: 'networkidle' })
  await page.getByLabel('Phone').fill(person.phone)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await heading(page, hello)
  const reply = await page.reload()
  await heading(page, hello)
  assert.match(reply?.headers()['cache-control'] ?? '', /no-store/)
  assert.match((await reply?.text()) ?? '', new RegExp(hello.replace(' ', '.*?'), 's'))
}

async function showsWithoutScripts(
  browser: Browser,
  context: BrowserContext,
  origin: string,
): Promise<void> {
  const storageState = await context.storageState()
  const still = await browser.newContext({ javaScriptEnabled: false, storageState })
  const page = await still.newPage()
  await page.goto(origin)
  await heading(page, hello)
  await still.close()
}

async function headerOf(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies()
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** What the browser would keep of a reply, had it asked. */
async function keep(context: BrowserContext, url: string, lines: readonly string[]): Promise<void> {
  const pairs = lines.map((line) => /^([^=]+)=([^;]*)/.exec(line) ?? [])
  await context.addCookies(
    pairs.map(([, name = '', value = '']) => ({ name, value, url, httpOnly: true })),
  )
}

/** As time does it: the access token is over, and the browser has dropped its cookie. */
async function expire(context: BrowserContext, ztoken: OpenedZtoken): Promise<void> {
  ztoken.advance(601)
  await context.clearCookies({ name: /ztoken-access/ })
}

async function renewsOnce(
  context: BrowserContext,
  origin: string,
  ztoken: OpenedZtoken,
): Promise<void> {
  await expire(context, ztoken)
  const headers = { cookie: await headerOf(context), accept: 'text/html' }
  const before = ztoken.rotations()
  const renders = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const reply = await fetch(`${origin}/?${at}`, { headers })
      assert.match(reply.headers.get('cache-control') ?? '', /no-store/)
      const lines = reply.headers.getSetCookie()
      assert.equal(lines.length, 2)
      return { text: await reply.text(), lines }
    }),
  )
  for (const { text, lines } of renders) {
    assert.match(text, new RegExp(person.name))
    await keep(context, origin, lines)
  }
  assert.equal(ztoken.rotations() - before, 1, 'one rotation for 20 renders')
}

async function prefetchRenewsNothing(
  context: BrowserContext,
  origin: string,
  ztoken: OpenedZtoken,
): Promise<void> {
  await expire(context, ztoken)
  const cookie = await headerOf(context)
  const before = ztoken.rotations()
  for (const ahead of [{ 'sec-purpose': 'prefetch' }, { 'next-router-prefetch': '1', rsc: '1' }]) {
    const reply = await fetch(origin, { headers: { cookie, ...ahead } as Record<string, string> })
    assert.deepEqual(reply.headers.getSetCookie(), [], JSON.stringify(ahead))
    assert.equal(reply.status, 503, JSON.stringify(ahead))
  }
  assert.equal(ztoken.rotations(), before)
}

async function signsOutOfAllTabs(
  context: BrowserContext,
  page: Page,
  origin: string,
): Promise<void> {
  const other = await context.newPage()
  await other.goto(origin)
  await heading(other, hello)
  await page.goto(`${origin}/sign-in`)
  await page.goto(origin)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await heading(page, nobody)
  await heading(other, nobody)
  await page.goBack()
  await page.waitForLoadState()
  assert.ok(!(await page.content()).includes(person.name), 'Back shows who was signed in')
  const reply = await fetch(`${origin}/mine`, { headers: { cookie: await headerOf(context) } })
  assert.equal(reply.status, 401)
}
