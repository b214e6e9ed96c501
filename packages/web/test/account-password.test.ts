import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const another = 'quite another phrase'

describe.each(languages)('changing the password (%s)', (language) => {
  it('signs the other devices out, says so, and leaves this one', async () => {
    const site = await openSite()
    const person = await site.person()
    const other = await site.visitAs(person, '/account/devices', { language })
    await other.locator('h1').waitFor()
    const page = await site.visitAs(person, '/account/security', { language })
    await page.locator('input[name=password]').fill(password)
    await page.locator('input[name=new_password]').fill(another)
    await page.keyboard.press('Enter')
    const words = language === 'en' ? 'one other device was signed out' : '1 台其他设备已退出登录'
    await page.getByRole('status').filter({ hasText: words }).waitFor()
    await other.waitForURL(/\/sign-in/)
    const why = language === 'en' ? 'The password was changed' : '密码已修改，请用新密码登录'
    await other.getByText(why).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.goto(site.at('/account'))
    await page.locator('h1').waitFor()
    expect(page.url()).toBe(site.at('/account'))
    await signIn(other, person.phone, another)
    await other.waitForURL(site.at('/account/devices'))
  })
})

describe('the page for the password', () => {
  it('says at its field what the server says; what was refused is gone, the rest stays (attack A229)', async () => {
    const site = await openSite()
    const page = await site.visitAs(await site.person(), '/account/security')
    const current = page.locator('input[name=password]')
    const next = page.locator('input[name=new_password]')
    const refusals = [
      ['not the password', another, 'The password is wrong', current],
      [password, 'password', 'The password is too common', next],
      [password, 'short', 'at least 8 characters', next],
      [password, password, 'The new password is the old one', next],
    ] as const
    for (const [given, wanted, words, field] of refusals) {
      await current.fill(given)
      await next.fill(wanted)
      await next.press('Enter')
      await page.locator('p.fault').filter({ hasText: words }).waitFor()
      expect(await field.getAttribute('aria-invalid'), words).toBe('true')
      expect(await field.evaluate((one) => one === document.activeElement), words).toBe(true)
      expect(await field.inputValue(), words).toBe('')
      const other = field === current ? next : current
      expect(await other.inputValue(), words).toBe(field === current ? wanted : given)
    }
    await expectAccessible(page)
  })

  it('tells password managers whose password it is, and which of the two is new', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account/security')
    const fields = page.locator('main form input')
    await fields.first().waitFor({ state: 'attached' })
    expect(
      await fields.evaluateAll((all) => all.map((one) => one.getAttribute('autocomplete'))),
    ).toEqual(['username', 'current-password', 'new-password'])
    expect(await fields.first().inputValue()).toContain(person.phone)
  })
})
