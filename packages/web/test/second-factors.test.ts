import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { authenticatorOf } from '../../core/test/authenticator.ts'
import { languages, openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const codeField = (page: Page) => page.locator('input[name=code]')

/** A site, somebody with an authenticator and recovery codes, and what the app shows next. */
async function opened(options: Parameters<typeof openSite>[0] = {}) {
  let ahead = 0
  const site = await openSite(options)
  const advance = (seconds: number): void => {
    ahead += seconds * 1000
    site.advance(seconds)
  }
  const now = () => Date.now() + ahead
  return { site, advance, now }
}

async function enrolled() {
  const all = await opened()
  const person = await all.site.person()
  const { auth } = all.site
  const caller = auth.authenticate(
    (await auth.login({ phone: person.phone, password })).accessToken,
  )
  const { enrolment, secret } = await auth.beginTotp(caller)
  const app = authenticatorOf(secret, all.now)
  const grant = await auth.confirmTotp(caller, { enrolment, code: app.code() })
  const codes = await auth.makeRecoveryCodes(auth.authenticate(grant.accessToken))
  all.advance(30)
  return { ...all, person, app, codes }
}

async function firstStep(page: Page, phone: string): Promise<void> {
  await page.locator('input[name=phone], input[name=identifier]').fill(phone)
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
  await codeField(page).waitFor()
}

describe.each(languages)('two-step sign-in (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('asks for the code of the app, and trusts a device that is to be trusted', async () => {
    const { site, person, app } = await enrolled()
    const page = await site.visit('/sign-in', { language })
    await firstStep(page, person.phone)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.locator('input[name=trust_device]').check()
    await codeField(page).fill(app.code())
    await page.waitForURL(site.at('/account'))
    const { auth } = site
    const [session] = await auth.sessions(person.id)
    expect(session?.amr).toEqual(['pwd', 'otp', 'mfa'])
  })

  it('is set up with a picture that is drawn here, and turned off again', async () => {
    const { site, now, advance } = await opened()
    const person = await site.person()
    const page = await site.visitAs(person, '/account/security', { language })
    await press(page, said('Set up an authenticator', '绑定验证器'))
    await page.getByRole('img', { name: said('QR code', '二维码') }).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    const secret = await page.getByLabel(said('Key, to type in', '密钥，供手动输入')).inputValue()
    await codeField(page).fill(authenticatorOf(secret, now).code())
    const codes = page.getByRole('group', { name: said('Recovery codes', '恢复码') })
    expect((await codes.innerText()).trim().split('\n')).toHaveLength(10)
    await expectAccessible(page)

    // On paper there are the codes and whose they are, and nothing of the page.
    await page.evaluate('window.print = () => { window.printed = true }')
    await press(page, said('Print', '打印'))
    expect(await page.evaluate('window.printed')).toBe(true)
    await page.emulateMedia({ media: 'print' })
    const paper = (await page.locator('body').innerText()).trim().split('\n')
    expect(paper.filter((line) => line !== '')).toHaveLength(12)
    expect(paper[0]).toContain(person.phone)
    await page.emulateMedia({ media: null })

    expect(await site.auth.factorsOf(person.id)).toHaveLength(2)
    await press(page, said('Done', '完成'))
    advance(16 * 60)
    await press(page, said('Turn off', '关闭二次验证'))
    await page
      .getByRole('dialog')
      .getByRole('button', { name: said('Turn off', '关闭二次验证'), exact: true })
      .click()
    await page
      .getByRole('dialog')
      .last()
      .locator('input[name=code]')
      .fill(authenticatorOf(secret, now).code())
    await page.getByText(said('Two-step sign-in is off', '二次验证已关闭')).waitFor()
    expect(await site.auth.factorsOf(person.id)).toEqual([])
  })
})

it('a wrong code says how often one may try, and a recovery code stands for the app', async () => {
  const { site, person, app, codes } = await enrolled()
  const page = await site.visit('/sign-in')
  await firstStep(page, person.phone)
  const wrong = app.code() === '000000' ? '000001' : '000000'
  await codeField(page).fill(wrong)
  await page.getByText('You can try 4 more times').waitFor()
  await press(page, 'Use a recovery code')
  await page.locator('input[name=recovery_code]').fill(codes[0] ?? '')
  await page.keyboard.press('Enter')
  await page.waitForURL(site.at('/account'))
})

it('whoever takes too long begins again, and is told why', async () => {
  const { site, person, app, advance } = await enrolled()
  const page = await site.visit('/sign-in')
  await firstStep(page, person.phone)
  advance(120)
  await codeField(page).fill(app.code())
  await page.getByText('sign in again').waitFor()
  await page.locator('input[name=password]').waitFor()
})

it('where it is required it is set up on the way in, with recovery codes before anything else', async () => {
  const { site, now } = await opened({ factorsRequired: 'all' })
  const person = await site.person()
  const page = await site.visit('/sign-in')
  await firstStep(page, person.phone)
  const secret = await page.getByLabel('Key, to type in').inputValue()
  await expectAccessible(page)
  await codeField(page).fill(authenticatorOf(secret, now).code())
  const codes = page.getByRole('group', { name: 'Recovery codes' })
  expect((await codes.innerText()).trim().split('\n')).toHaveLength(10)
  await expectAccessible(page)
  await expectFitsPhone(page)
  await press(page, 'Done')
  await page.waitForURL(site.at('/account'))
  expect(await site.auth.factorsOf(person.id)).toMatchObject([
    { kind: 'totp' },
    { kind: 'recovery_codes', left: 10 },
  ])
})

it.each(languages)(
  'devices that are trusted are seen, and are asked again (%s)',
  async (language) => {
    const { site, person, app } = await enrolled()
    const page = await site.visit('/sign-in', { language })
    await firstStep(page, person.phone)
    await page.locator('input[name=trust_device]').check()
    await codeField(page).fill(app.code())
    await page.waitForURL(site.at('/account'))
    await page.goto(site.at('/account/security'))
    const title = language === 'en' ? 'Trusted devices' : '免二次验证的设备'
    const section = page.getByRole('region', { name: title })
    await section.locator('time[datetime]').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await section.getByRole('button').click()
    await section.getByText(language === 'en' ? 'None' : '无', { exact: true }).waitFor()
    await section.locator('ul:focus').waitFor()
    await page.goto(site.at('/account'))
    await page.goto(site.at('/account/security'))
    await page
      .getByRole('heading', { name: language === 'en' ? 'Two-step sign-in' : '二次验证' })
      .waitFor()
    expect(await section.count()).toBe(0)
  },
)
