import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

describe.each(languages)('registering (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('signs one in and goes on to what one wanted', async () => {
    const site = await openSite()
    const page = await site.visit('/register?next=/account/devices', { language })
    await page.locator('input[name=phone]').fill('+86 138 0013 8000')
    await page.locator('input[name=name]').fill('  Zoë 🦊 ')
    await page.locator('input[name=password]').fill(password)
    await page.getByRole('meter').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/account/devices'))
    const user = await site.auth.findUser('13800138000')
    expect(user?.name).toBe('Zoë 🦊')
  })

  it('says at the phone that it is taken, and brings the reader there', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/register', { language })
    await page.locator('input[name=phone]').fill(phone)
    await page.locator('input[name=name]').fill('李四')
    await page.locator('input[name=password]').fill(password)
    await page.keyboard.press('Enter')
    await page.locator('input[name=phone][aria-invalid=true]:focus').waitFor()
    const words = said('The phone number is registered', '手机号已注册')
    const fault = page.locator(`#${await describedBy(page.locator('input[name=phone]'))}`)
    expect(await fault.textContent()).toContain(words)
    expect(await page.locator('input[name=name]').inputValue()).toBe('李四')
    expect(await page.locator('input[name=password]').inputValue()).toBe(password)
    await expectAccessible(page)
  })

  it('says at the password that it is too common, or too short', async () => {
    const site = await openSite()
    const page = await site.visit('/register', { language })
    await page.locator('input[name=phone]').fill('13800138000')
    const field = page.locator('input[name=password]')
    for (const [given, words] of [
      ['qwertyuiop', said('too common', '过于常见')],
      ['short', said('at least 8 characters', '至少 8 个字符')],
    ] as const) {
      await field.fill(given)
      await page.keyboard.press('Enter')
      await page.locator('input[name=password][aria-invalid=true]:focus').waitFor()
      const fault = page.locator(`#${await describedBy(field)}`)
      expect(await fault.textContent()).toContain(words)
    }
    await field.fill(password)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/account'))
  })

  it('says so where strangers may not register', async () => {
    const site = await openSite({}, { registration: false })
    const page = await site.visit('/register', { language })
    await page.getByText(said('Registration is closed', '暂未开放注册')).waitFor()
    expect(await page.locator('form').count()).toBe(0)
    await expectAccessible(page)
    await page.getByRole('link', { name: said('Sign in', '登录') }).click()
    await page.waitForURL(site.at('/sign-in'))
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('link', { name: said('Register', '注册') }).count()).toBe(0)
  })
})

it('A008 where accounts begin with a code alone, the page leads there', async () => {
  const senders = { sms: async () => undefined }
  const site = await openSite({ senders }, { registration: 'code' })
  const page = await site.visit('/register')
  await page.getByText('Accounts are created with a code here.').waitFor()
  expect(await page.locator('form').count()).toBe(0)
  await page.getByRole('link', { name: 'Register with a code' }).click()
  await page.getByRole('tab', { name: 'Code', selected: true }).waitFor()
})

it('solves a human check beside the page, without a click', async () => {
  const site = await openSite({ humanCheck: true })
  const page = await site.visit('/register')
  const worker = page.waitForEvent('worker')
  await page.locator('input[name=phone]').fill('13800138000')
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
  expect((await worker).url()).toContain('human-check-worker')
  await page.waitForURL(site.at('/account'))
  expect(site.auth.work().humanChecks).toEqual({ issued: 1, passed: 1 })
})

it('too many registrations: the form waits, and keeps what was written', async () => {
  const site = await openSite({ failuresPerAddress: 1 })
  await site.auth.register({ phone: '13800138001', password }, { address: '127.0.0.1' })
  const page = await site.visit('/register')
  await page.locator('input[name=phone]').fill('13800138000')
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
  await page
    .getByText(/Too many attempts\. Try again in 15 minutes/)
    .first()
    .waitFor()
  expect(await page.locator('button[type=submit]').isDisabled()).toBe(true)
  expect(await page.locator('input[name=phone]').inputValue()).toBe('13800138000')
})

/** The last of what describes a field is what is wrong with it. */
async function describedBy(field: Locator): Promise<string> {
  return (await field.getAttribute('aria-describedby'))?.split(' ').at(-1) ?? ''
}
