import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, signIn, useChromium } from './browser.ts'
import { askForCode, codeField, openCodeSite } from './codes.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

/** Long, and without a place to break it at. */
const email = 'san.zhang.wolfeschlegelsteinhausenbergerdorff@example.com'
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const rows = (page: Page) => page.locator('main li').allInnerTexts()

describe.each(languages)('what one signs in with (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('is proven, and an e-mail address is added that signs in from then on', async () => {
    const { site, code } = await openCodeSite(['sms', 'email'])
    const person = await site.person()
    const page = await site.visitAs(person, '/account/security', { language })
    const unverified = page.getByText(said('Not verified yet', '未验证'), { exact: true })
    await unverified.waitFor()
    await page.getByText(said('takes its place', '会取代它')).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await press(page, said(`Verify +86${person.phone}`, `验证 +86${person.phone}`))
    await press(page, said('Send code', '获取验证码'))
    await codeField(page).fill(await code())
    await page.getByText(said('Verified', '已验证'), { exact: true }).waitFor()

    await press(page, said('Add an e-mail address', '添加邮箱'))
    await page.locator('input[name=email]:focus').fill(email)
    await page.keyboard.press('Enter')
    const second = await code(2)
    await expectAccessible(page)
    await expectFitsPhone(page)
    // Whoever reads their messages elsewhere finds the question when they come back.
    await page.reload()
    await codeField(page).fill(second)
    await expect
      .poll(() => rows(page))
      .toEqual([expect.stringContaining(person.phone), expect.stringContaining(email)])
    expect((await site.auth.findUser(person.id))?.email).toBe(email)
  })
})

it('a phone that is lost and was never proven gives way to what is', async () => {
  const { site, code } = await openCodeSite(['email'])
  const page = await site.visitAs(await site.person(), '/account/security')
  await press(page, 'Add an e-mail address')
  await page.locator('input[name=email]').fill(email)
  await page.keyboard.press('Enter')
  await codeField(page).fill(await code())
  await expect.poll(() => rows(page)).toEqual([expect.stringContaining(email)])
})

it('is taken away when one has said so twice, and never the last', async () => {
  const { site, code } = await openCodeSite(['sms', 'email'])
  const page = await site.visit('/sign-in')
  await askForCode(page, email)
  await codeField(page).fill(await code())
  await page.waitForURL(site.at('/account'))
  await page.goto(site.at('/account/security'))
  await page.locator('main').getByText(email).waitFor()
  expect(await page.getByRole('button', { name: /Remove/ }).count()).toBe(0)
  await press(page, 'Add a phone number')
  await page.locator('input[name=phone]').fill('13800138000')
  await page.keyboard.press('Enter')
  await codeField(page).fill(await code(2))
  await press(page, `Remove ${email}`)
  const dialog = page.getByRole('dialog')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect.poll(() => rows(page)).toEqual([expect.stringContaining('+8613800138000')])
  expect(await page.getByRole('button', { name: /Remove/ }).count()).toBe(0)
})

it('another account’s is refused, and said to be taken', async () => {
  const { site, code } = await openCodeSite()
  const other = await site.person()
  const page = await site.visit('/sign-in')
  await askForCode(page, '13800138000')
  await codeField(page).fill(await code())
  await page.waitForURL(site.at('/account'))
  await page.goto(site.at('/account/security'))
  await press(page, 'Add a phone number')
  await page.locator('input[name=phone]').fill(other.phone)
  await page.keyboard.press('Enter')
  await codeField(page).fill(await code(2))
  await page.getByRole('alert').filter({ hasText: 'is in use' }).waitFor()
  await press(page, 'Cancel')
  expect(await codeField(page).count()).toBe(0)
})

describe('somebody without a password', () => {
  it('sets one by a code, and signs in with it', async () => {
    const { site, code } = await openCodeSite()
    const page = await site.visit('/sign-in')
    await askForCode(page, '13800138000')
    await codeField(page).fill(await code())
    await page.waitForURL(site.at('/account'))
    await page.goto(site.at('/account/security'))
    await page.getByText('You have no password').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Set a password' }).click()
    // One person is sent one code a minute, whatever for.
    site.advance(61)
    await page.getByRole('button', { name: 'Send code' }).click()
    await codeField(page).fill(await code(2))
    await page.locator('input[name=new_password]').fill('quite another phrase')
    await page.keyboard.press('Enter')
    await page.getByText('The new password is set').waitFor()
    await signIn(page, '13800138000', 'quite another phrase')
    await page.waitForURL(site.at('/account'))
  })

  it('shows by a code that it is them, where others show the password', async () => {
    const { site, code } = await openCodeSite(['email'])
    const page = await site.visit('/sign-in')
    await askForCode(page, email)
    await codeField(page).fill(await code())
    await page.waitForURL(site.at('/account'))
    site.advance(16 * 60)
    await page.goto(site.at('/account/data'))
    await press(page, 'Delete account…')
    await page.getByLabel(`To continue, type ${email}`).fill(email)
    await press(page, 'Delete permanently')
    const dialog = page.getByRole('dialog').filter({ hasText: 'Confirm that it is you' })
    await dialog.getByRole('button', { name: 'Send code' }).click()
    await dialog.locator('input[name=code]:focus').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await codeField(page).fill(await code(2))
    await page.getByText('The account was deleted').waitFor()
    expect((await site.auth.searchUsers({})).items).toEqual([])
  })
})

it('where no codes are sent nothing is asked to be proven', async () => {
  const site = await openSite()
  const person = await site.person()
  const page = await site.visitAs(person, '/account/password')
  await page.waitForURL(site.at('/account/security'))
  await page.getByText(person.phone).first().waitFor()
  expect(await page.getByText('Not verified yet').count()).toBe(0)
  expect(await page.getByRole('button', { name: /Add|Verify/ }).count()).toBe(0)
})
