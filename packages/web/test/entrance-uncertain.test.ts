import { describe, expect, it } from 'vitest'
import { languages, password, useChromium } from './browser.ts'
import { askForCode, codeField, openCodeSite } from './codes.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const aDay = 86_400

describe.each(languages)('a phone that may be another’s by now (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('opens the old account with its password as well, and else a new one', async () => {
    const { site, code } = await openCodeSite()
    const old = await site.person()
    await site.auth.login({ phone: old.phone, password })
    site.advance(91 * aDay)
    const page = await site.visit('/sign-in', { language })
    await askForCode(page, old.phone)
    await codeField(page).fill(await code())
    const field = page.locator('input[name=password]:focus')
    await field.fill('not the password')
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.keyboard.press('Enter')
    await page.locator('input[name=password][aria-invalid=true]:focus').fill(password)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/account'))
    expect((await site.auth.findUser(old.phone))?.id).toBe(old.id)

    site.advance(91 * aDay)
    const other = await site.visit('/sign-in', { language })
    await askForCode(other, old.phone)
    await codeField(other).fill(await code(2))
    await other.getByRole('button', { name: said('create a new account', '注册新账号') }).click()
    await other.waitForURL(site.at('/account'))
    expect((await site.auth.findUser(old.phone))?.id).not.toBe(old.id)
  })

  it('has no password set by a code alone, and says whom to ask', async () => {
    const { site, code } = await openCodeSite()
    const { phone } = await site.person()
    await site.auth.login({ phone, password })
    site.advance(91 * aDay)
    const page = await site.visit('/forgotten-password', { language })
    await page.locator('input[name=phone]').fill(phone)
    await page.keyboard.press('Enter')
    await codeField(page).fill(await code())
    await page.locator('input[name=new_password]').fill('quite another phrase')
    await page.keyboard.press('Enter')
    await page
      .getByRole('alert')
      .filter({ hasText: said('reset link', '重置链接') })
      .waitFor()
  })
})

it('a phone that was taken from an account lately takes it back', async () => {
  const { site, code } = await openCodeSite(['sms', 'email'])
  const phone = '13800138000'
  const page = await site.visit('/sign-in')
  await askForCode(page, phone)
  await codeField(page).fill(await code())
  await page.waitForURL(site.at('/account'))
  const id = (await site.auth.findUser(phone))?.id
  await page.goto(site.at('/account/security'))
  await page.getByRole('button', { name: 'Add an e-mail address' }).click()
  await page.locator('input[name=email]').fill('thief@example.com')
  await page.keyboard.press('Enter')
  await codeField(page).fill(await code(2))
  await page.getByRole('button', { name: `Remove +86${phone}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await expect.poll(() => page.locator('main li').count()).toBe(1)

  site.advance(61)
  const owner = await site.visit('/sign-in')
  await askForCode(owner, phone)
  await codeField(owner).fill(await code(3))
  await owner.getByText('removed from an account lately').waitFor()
  await expectAccessible(owner)
  await owner.getByRole('button', { name: 'Take the account back' }).click()
  await owner.waitForURL(site.at('/account'))
  expect((await site.auth.findUser(phone))?.id).toBe(id)
  await page.waitForURL(/sign-in/)
})
