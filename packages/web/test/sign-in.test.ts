import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

describe.each(languages)('signing in (%s)', (language) => {
  it('opens the page one wanted, and is readable for everybody', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/account/devices', { language })
    await page.waitForURL(site.at('/sign-in?next=/account/devices'))
    await expectAccessible(page)
    await expectFitsPhone(page)
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    await signIn(page, phone, password)
    await page.waitForURL(site.at('/account/devices'))
    expect(await page.locator('h1').isVisible()).toBe(true)
  })

  it('says what the server says of a wrong password, and keeps the phone', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in', { language })
    await signIn(page, phone, 'not the password')
    const words = language === 'en' ? 'Wrong account or password' : '账号或密码错误'
    await page.getByRole('alert').filter({ hasText: words }).waitFor()
    expect(await page.locator('input[name=phone]').inputValue()).toBe(phone)
    expect(await page.locator('input[name=password]').inputValue()).toBe('')
  })
})
