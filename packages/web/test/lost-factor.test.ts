import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { authenticatorOf } from '../../core/test/authenticator.ts'
import { languages, openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const three = 3 * 86_400

/** Somebody with a proven phone and an authenticator, who is told of what happens. */
async function opened(options: Parameters<typeof openSite>[0] = {}) {
  let ahead = 0
  const codes: string[] = []
  const told: string[] = []
  const site = await openSite({
    senders: { sms: async ({ code }) => void codes.push(code) },
    notify: { sms: async ({ kind }) => void told.push(kind) },
    ...options,
  })
  const advance = (seconds: number): void => {
    ahead += seconds * 1000
    site.advance(seconds)
  }
  const now = () => Date.now() + ahead
  const person = await site.person()
  const { auth } = site
  const { accessToken } = await auth.login({ phone: person.phone, password })
  const caller = auth.authenticate(accessToken)
  const { challengeId } = await auth.requestCode({ purpose: 'verify', phone: person.phone })
  await expect.poll(() => codes.length).toBe(1)
  await auth.addIdentity(caller, { phone: person.phone, challengeId, code: codes[0] ?? '' })
  const { enrolment, secret } = await auth.beginTotp(caller)
  const app = authenticatorOf(secret, now)
  const grant = await auth.confirmTotp(caller, { enrolment, code: app.code() })
  advance(30)
  return { site, person, app, told, advance, caller: auth.authenticate(grant.accessToken) }
}

async function firstStep(page: Page, phone: string): Promise<void> {
  await page.locator('input[name=phone], input[name=identifier]').fill(phone)
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
}

describe.each(languages)('a lost second factor (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('is said at the second step, waited for, and removed at a later sign-in', async () => {
    const { site, person, told, advance } = await opened()
    const page = await site.visit('/sign-in', { language })
    await firstStep(page, person.phone)
    const lost = page.getByRole('button', { name: said('Lost all of these?', '都无法使用了？') })
    await lost.waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await lost.click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await press(page, said('Ask for its removal', '申请移除'))
    await page.getByText(said('was asked for. From', '已申请移除二次验证')).waitFor()
    expect(told).toContain('factor_recovery')
    expect(await page.locator('input[name=code]').count()).toBe(0)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await press(page, said('Back to sign-in', '返回登录'))

    await firstStep(page, person.phone)
    await page.getByText(said('was asked for. From', '已申请移除二次验证')).waitFor()
    await page.locator('input[name=code]').waitFor()
    advance(three)
    await page.reload()
    await firstStep(page, person.phone)
    const remove = page.getByRole('button', { name: said('Remove it and sign in', '移除并登录') })
    await remove.waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await remove.click()
    await page.waitForURL(site.at('/account'))
    expect(await site.auth.factorsOf(person.id)).toEqual([])
  })

  it('is seen by whoever is signed in, who cancels it', async () => {
    const { site, person, app, caller } = await opened()
    const { auth } = site
    const page = await site.visit('/sign-in', { language })
    await firstStep(page, person.phone)
    await page.locator('input[name=code]').fill(app.code())
    await page.waitForURL(site.at('/account'))
    const { ticket } = await auth
      .login({ phone: person.phone, password })
      .catch((error) => error.data)
    await auth.askFactorRecovery(ticket)
    await page.goto(site.at('/account/security'))
    await page.getByText(said('asked to have your second factor', '申请移除你的二次验证')).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await press(page, said('Cancel the removal', '取消申请'))
    await page.getByText(said('The removal was cancelled', '申请已取消')).waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
    expect(await auth.factorRecovery(caller)).toBeNull()
  })
})

it('where nobody else would hear of it nobody is offered it', async () => {
  const { site, person } = await opened({ notify: {} })
  const page = await site.visit('/sign-in')
  await firstStep(page, person.phone)
  await page.locator('input[name=code]').waitFor()
  expect(await page.getByText('Lost all of these?').count()).toBe(0)
})

it('where one is required it is set up anew on the same way in', async () => {
  const factorsRequiredFrom = Date.now() + 86_400_000
  const { site, person, advance } = await opened({ factorsRequired: 'all', factorsRequiredFrom })
  const { auth } = site
  const { ticket } = await auth
    .login({ phone: person.phone, password })
    .catch((error) => error.data)
  await auth.askFactorRecovery(ticket)
  advance(three)
  const page = await site.visit('/sign-in')
  await firstStep(page, person.phone)
  await press(page, 'Remove it and sign in')
  await page.getByRole('img', { name: 'QR code' }).waitFor()
  expect(await auth.countSessions()).toBe(0)
})
