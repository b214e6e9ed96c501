import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

describe.each(languages)('what the server says when signing in (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('too many attempts: a wait that is shown by the second and said by the minute', async () => {
    const site = await openSite({ failuresPerPhone: 1 })
    const { phone } = await site.person()
    const context = await site.browser({ language })
    const page = await context.newPage()
    await page.clock.install()
    await page.goto(site.at('/sign-in'))
    await signIn(page, phone, 'not the password')
    await page.getByRole('alert').waitFor()
    await signIn(page, phone, 'not the password')
    const submit = page.locator('button[type=submit]')
    const status = page.locator('[role=status]').filter({ hasText: said('Too many', '尝试') })
    await status.waitFor({ state: 'attached' })
    expect(await submit.isDisabled()).toBe(true)
    expect(await status.textContent()).toContain(said('less than a minute', '不到一分钟'))
    await expectAccessible(page)
    await expectFitsPhone(page)

    const shown = page.locator('[aria-hidden=true]').filter({ hasText: said('Too many', '尝试') })
    const before = await shown.textContent()
    const saidBefore = await status.textContent()
    await page.clock.runFor(3000)
    expect(await shown.textContent()).not.toBe(before)
    expect(await status.textContent()).toBe(saidBefore)

    await page.clock.runFor(15 * 60_000)
    await page
      .getByText(said('You can try again now', '现在可以重试了'))
      .waitFor({ state: 'attached' })
    expect(await submit.isDisabled()).toBe(false)
    expect(await page.locator('input[name=phone]').inputValue()).toBe(phone)
  })

  it('a ban, to whoever knows the password', async () => {
    const site = await openSite()
    const { phone, id } = await site.person()
    await site.auth.ban(id)
    const page = await site.visit('/sign-in', { language })
    await signIn(page, phone)
    const words = said('The account is banned', '账号已被封禁')
    await page.getByRole('alert').filter({ hasText: words }).waitFor()
  })

  it('nothing, where there is no network, and the phone is kept', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in', { language })
    await page.locator('form').waitFor()
    await page.context().setOffline(true)
    await signIn(page, phone)
    const words = said('The network could not be reached', '网络连接失败')
    await page.getByRole('alert').filter({ hasText: words }).waitFor()
    await page.context().setOffline(false)
    expect(await page.locator('input[name=phone]').inputValue()).toBe(phone)
    await signIn(page, phone)
    await page.waitForURL(site.at('/account'))
  })
})

it('a phone may be written with +86, spaces and dashes', async () => {
  const site = await openSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  await signIn(page, `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)} ${phone.slice(7)}`, password)
  await page.waitForURL(site.at('/account'))
})

it('the keyboard alone signs in: phone, password, Enter', async () => {
  const site = await openSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  await page.locator('h1:focus').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type(phone)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(site.at('/account'))
})

it('what is no phone number is told at its field', async () => {
  const site = await openSite()
  const page = await site.visit('/sign-in')
  await signIn(page, '12345')
  await page.locator('input[name=phone][aria-invalid=true]:focus').waitFor()
  await page.getByText('The phone number is not valid').waitFor()
  await expectAccessible(page)
})
