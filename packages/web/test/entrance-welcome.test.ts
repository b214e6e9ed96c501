import { describe, expect, it } from 'vitest'
import { languages, openSite, password, type Site, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

async function tokenOf({ auth }: Site): Promise<string> {
  const setup = await auth.requestSetup()
  if (setup === null) throw new Error('somebody administers already')
  return setup.setupToken
}

describe.each(languages)('the first administrator (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('is made with the link that the server printed, signed in, and may do everything', async () => {
    const site = await openSite()
    const token = await tokenOf(site)
    const page = await site.visit(`/welcome#${token}`, { language })
    await page.locator('input[name=phone]').fill('13800138000')
    await page.locator('input[name=name]').fill('王五')
    await page.locator('input[name=password]').fill('qwertyuiop')
    await page.keyboard.press('Enter')
    await page.getByText(said('too common', '过于常见')).waitFor()
    expect(page.url()).toBe(site.at('/welcome'))
    await page.locator('input[name=password]').fill(password)
    await page.getByRole('meter').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/admin/users'))
    const user = await site.auth.findUser('13800138000')
    expect(user?.name).toBe('王五')
    expect(user?.roles).toEqual(['admin'])
    // The one session is this window's.
    expect(await site.auth.sessions(user?.id ?? '')).toHaveLength(1)
    const kept = await page.evaluate<string>(
      'JSON.stringify([location.href, history.state, { ...sessionStorage }, { ...localStorage }, document.documentElement.outerHTML])',
    )
    expect(kept).not.toContain(token)
    expect(kept).not.toContain(password)
  })

  it('a link that does not hold is explained; what was written stays while another is found', async () => {
    const site = await openSite()
    const page = await site.visit('/welcome#no-such-token', { language })
    const refusal = page
      .getByRole('alert')
      .filter({ hasText: said('This link is not valid', '链接无效') })
    const another = page.getByRole('button', { name: said('Enter another link', '输入另一个链接') })
    await refusal.waitFor()
    expect(await page.locator('form, input').count()).toBe(0)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await another.click()
    await page.locator('input[name=token]').fill(await tokenOf(site))
    await page.keyboard.press('Enter')
    await page.locator('input[name=phone]').fill('13800138000')
    await page.locator('input[name=password]').fill(password)
    // It runs out while the form is filled in.
    site.advance(25 * 3600)
    await page.keyboard.press('Enter')
    await refusal.waitFor()
    expect(await page.locator('form:visible').count()).toBe(0)
    await another.click()
    await page.locator('input[name=token]').fill(await tokenOf(site))
    await page.keyboard.press('Enter')
    await page.locator('input[name=phone]').waitFor()
    expect(await page.locator('input[name=phone]').inputValue()).toBe('13800138000')
    expect(await page.locator('input[name=password]').inputValue()).toBe(password)
    await page.locator('input[name=password]').press('Enter')
    await page.waitForURL(site.at('/admin/users'))
  })
})

it('once somebody administers, the same link makes nobody', async () => {
  const site = await openSite()
  const token = await tokenOf(site)
  await site.auth.createUser({ phone: '13900139000', password, roles: ['admin'] })
  const page = await site.visit(`/welcome#${token}`)
  await page.getByRole('alert').filter({ hasText: 'there is an administrator already' }).waitFor()
  expect(await page.locator('form, input').count()).toBe(0)
  expect(await site.auth.findUser('13800138000')).toBeNull()
})

it('an administrator who could not be signed in right away is told to sign in', async () => {
  const site = await openSite()
  const page = await site.visit(`/welcome#${await tokenOf(site)}`)
  await page.route('**/v1/login', (route) => route.abort())
  await page.locator('input[name=phone]').fill('13800138000')
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(site.at('/sign-in'))
  await page.getByText('The administrator was created').waitFor()
  await page.unroute('**/v1/login')
  await signIn(page, '13800138000')
  await page.waitForURL(site.at('/account'))
})
