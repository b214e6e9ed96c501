import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type OpenedZtoken, person } from './open-ztoken.ts'
import { headerOf, prefetchRenewsNothing, renewsOnce } from './renewals.ts'

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
  // From here on no page's client renews beside what is tried.
  await page.waitForLoadState('networkidle')
  await page.goto('about:blank')
  await renewsOnce(context, origin, ztoken)
  await prefetchRenewsNothing(context, origin, ztoken)
  await page.goto(origin)
  await heading(page, hello)
  await actsOnTheServer(page)
  await signsOutOfAllTabs(context, page, origin)
  await signIn(page, origin)
  await goesWithoutScripts(browser, context, origin)
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

/** Where the example has an action of the server. */
async function actsOnTheServer(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Rename' })
  if ((await button.count()) === 0) return
  for (const name of ['Li Si', person.name]) {
    await page.getByLabel('Name').fill(name)
    await button.click()
    await heading(page, `Hello ${name}`)
  }
}

async function goesWithoutScripts(
  browser: Browser,
  context: BrowserContext,
  origin: string,
): Promise<void> {
  const storageState = await context.storageState()
  const still = await browser.newContext({ javaScriptEnabled: false, storageState })
  const page = await still.newPage()
  await signsOut(still, page, origin)
  await still.close()
}

async function signsOutOfAllTabs(
  context: BrowserContext,
  page: Page,
  origin: string,
): Promise<void> {
  const other = await context.newPage()
  await other.goto(origin)
  await heading(other, hello)
  await signsOut(context, page, origin)
  await heading(other, nobody)
  await other.close()
}

/** Back shows nothing of the pages that showed who was signed in. */
async function signsOut(context: BrowserContext, page: Page, origin: string): Promise<void> {
  for (const path of ['/?before', '/']) {
    await page.goto(origin + path)
    await heading(page, hello)
  }
  const cookie = await headerOf(context)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await heading(page, nobody)
  await page.goBack()
  await heading(page, nobody)
  assert.ok(!(await page.content()).includes(person.name), 'Back shows who was signed in')
  // What somebody has kept of the cookies opens nothing either.
  const reply = await fetch(`${origin}/mine`, { headers: { cookie } })
  assert.equal(reply.status, 401)
}
