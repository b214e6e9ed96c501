import { describe, expect, it } from 'vitest'
import { languages, openSite, signIn, useChromium } from './browser.ts'
import { another, codeField, openCodeSite } from './codes.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const chosen = 'quite another phrase'

describe.each(languages)('a forgotten password (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('is replaced by a code, and one signs in with the new one', async () => {
    const { site, code } = await openCodeSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in', { language })
    await page.getByRole('link', { name: said('Forgot your password?', '忘记密码？') }).click()
    await page.waitForURL(site.at('/forgotten-password'))
    await page.locator('input[name=phone]').fill(phone)
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    const right = await code()
    await codeField(page).fill(another(right))
    await page.locator('input[name=new_password]').fill(chosen)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.keyboard.press('Enter')
    await page.getByText(said('You can try 4 more times', '还可以试 4 次')).waitFor()
    expect(await page.locator('input[name=new_password]').inputValue()).toBe(chosen)
    await codeField(page).fill(right)
    await page.locator('input[name=new_password]').fill('qwertyuiop')
    await page.keyboard.press('Enter')
    await page.getByText(said('too common', '过于常见')).waitFor()
    // A password that is refused has not used the code up.
    await page.locator('input[name=new_password]').fill(chosen)
    await page.keyboard.press('Enter')
    await page.getByText(said('The new password is set', '新密码已设置')).waitFor()
    await signIn(page, phone, chosen)
    await page.waitForURL(site.at('/account'))
  })
})

it('A009 says the same for somebody without an account, who is sent nothing', async () => {
  const { site, sent } = await openCodeSite()
  const page = await site.visit('/forgotten-password')
  await page.locator('input[name=phone]').fill('13800138000')
  await page.keyboard.press('Enter')
  await page.getByText('If there is an account for 13800138000').waitFor()
  await page.reload()
  await page.getByText('If there is an account for 13800138000').waitFor()
  expect(sent).toEqual([])
})

it('where no codes are sent one is told whom to ask', async () => {
  const site = await openSite()
  const page = await site.visit('/forgotten-password')
  await page.getByText('Ask an administrator for a reset link').waitFor()
  expect(await page.locator('form').count()).toBe(0)
})
