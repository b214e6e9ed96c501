import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const another = 'quite another phrase'

describe.each(languages)('a new password by a reset link (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('is set; one signs in with it afterwards', async () => {
    const site = await openSite()
    const { id, phone } = await site.person()
    const { resetToken } = await site.auth.requestPasswordReset(id)
    const page = await site.visit(`/reset-password#${resetToken}`, { language })
    await page.locator('input[name=new_password]').fill(another)
    await page.getByRole('meter').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/sign-in'))
    await page.getByText(said('The new password is set', '新密码已设置')).waitFor()
    await signIn(page, phone, another)
    await page.waitForURL(site.at('/account'))
  })

  it('a link that does not hold is explained, and another can be pasted', async () => {
    const site = await openSite()
    const { id } = await site.person()
    const { resetToken: used } = await site.auth.requestPasswordReset(id)
    await site.auth.resetPassword(used, 'the phrase of before')
    const { resetToken: older } = await site.auth.requestPasswordReset(id)
    const { resetToken } = await site.auth.requestPasswordReset(id)
    const page = await site.visit('/try', { language })
    const refusal = page
      .getByRole('alert')
      .filter({ hasText: said('This link is not valid', '链接无效') })
    for (const bad of [used, older, resetToken.slice(0, -9), 'x', `${resetToken}${resetToken}`]) {
      await page.goto(site.at('/try'))
      await page.goto(site.at(`/reset-password#${bad}`))
      await refusal.waitFor()
      // Nobody chooses a password for nothing.
      expect(await page.locator('form, input').count()).toBe(0)
    }
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.getByRole('button', { name: said('Enter another link', '输入另一个链接') }).click()
    await page.locator('input[name=token]').fill('no better')
    await page.keyboard.press('Enter')
    await refusal.waitFor()
    await page.locator('input[name=token]').fill(` ${site.at('/reset-password')}#${resetToken}\n`)
    await page.keyboard.press('Enter')
    await page.locator('input[name=new_password]').fill('qwertyuiop')
    await page.keyboard.press('Enter')
    await page.getByText(said('too common', '过于常见')).waitFor()
    // A password that is refused has not used the link up.
    await page.locator('input[name=new_password]').fill(another)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/sign-in'))
  })
})

it('the token leaves the address and the history at once, and nothing keeps it', async () => {
  const site = await openSite()
  const { id } = await site.person()
  const { resetToken } = await site.auth.requestPasswordReset(id)
  const context = await site.browser()
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const page = await context.newPage()
  await page.goto(site.at(`/reset-password#${resetToken}`))
  await page.locator('input[name=new_password]').waitFor()
  expect(page.url()).toBe(site.at('/reset-password'))
  const kept = await page.evaluate<string>(
    'JSON.stringify([location.href, history.state, { ...sessionStorage }, { ...localStorage }, document.documentElement.outerHTML])',
  )
  expect(kept).not.toContain(resetToken)
  expect(asked.join('\n')).not.toContain(resetToken)
  await page.goto(site.at('/sign-in'))
  await page.goBack()
  await page.locator('input').waitFor()
  expect(page.url()).toBe(site.at('/reset-password'))
})

it('without a token one is asked for it', async () => {
  const site = await openSite()
  const page = await site.visit('/reset-password')
  await page.getByLabel('Reset link or token').waitFor()
  await expectAccessible(page)
})

it('whoever is signed in here as somebody else signs in with the new password', async () => {
  const site = await openSite()
  const { id, phone } = await site.person({ name: '李四' })
  const { resetToken } = await site.auth.requestPasswordReset(id)
  const page = await site.visitAs(await site.person(), '/account')
  await page.goto(site.at(`/reset-password#${resetToken}`))
  await page.locator('input[name=new_password]').fill(another)
  await page.keyboard.press('Enter')
  await page.waitForURL(site.at('/sign-in'))
  await page.getByText('The new password is set').waitFor()
  await signIn(page, phone, another)
  await page.waitForURL(site.at('/account'))
  await expect(site.auth.login({ phone, password })).rejects.toThrow()
})

it('a link that has run out says so, also where that happens while the form is filled in', async () => {
  const site = await openSite()
  const { id } = await site.person()
  const { resetToken } = await site.auth.requestPasswordReset(id)
  const page = await site.visit(`/reset-password#${resetToken}`)
  const field = page.locator('input[name=new_password]')
  await field.fill(another)
  site.advance(31 * 60)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'This link is not valid' }).waitFor()
  expect(await page.locator('form:visible').count()).toBe(0)
  await page.goto(site.at('/try'))
  await page.goto(site.at(`/reset-password#${resetToken}`))
  await page.getByRole('alert').filter({ hasText: 'This link is not valid' }).waitFor()
  expect(await field.count()).toBe(0)
})

it('a link of which nobody can be asked is no bad one', async () => {
  const site = await openSite()
  const { id } = await site.person()
  const { resetToken } = await site.auth.requestPasswordReset(id)
  const page = await (await site.browser()).newPage()
  await page.route('**/v1/password-reset/check', (route) => route.abort('internetdisconnected'))
  await page.goto(site.at(`/reset-password#${resetToken}`))
  const alert = page.getByRole('alert').filter({ hasText: 'could not be reached' })
  await alert.waitFor()
  await page.unroute('**/v1/password-reset/check')
  await alert.getByRole('button').click()
  await page.locator('input[name=new_password]').waitFor()
})
