import { describe, expect, it, vi } from 'vitest'
import type { Notice, Ztoken } from 'ztoken'
import { languages, openSite, password, type Site, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const phone = '13700137000'
const another = 'quite another phrase'
const stolen = 'a phrase of the thief'

/** Somebody whose password a thief has changed, and what they were told. */
async function scene(): Promise<{ site: Site; token: string; ended: () => Promise<unknown> }> {
  const codes: string[] = []
  const notices: Notice[] = []
  const site = await openSite({
    senders: { sms: async ({ code }) => void codes.push(code) },
    notify: { sms: async (notice) => void notices.push(notice) },
  })
  const { auth } = site
  const { challengeId } = await auth.requestCode({ purpose: 'login', phone })
  await vi.waitFor(() => expect(codes).toHaveLength(1))
  const first = await auth.loginWithCode({ phone, challengeId, code: codes[0] ?? '' })
  site.advance(60)
  await auth.setPassword(first.user.id, stolen)
  const thief = await auth.login({ phone, password: stolen })
  await vi.waitFor(() => expect(notices).toHaveLength(1))
  const [{ token }] = notices as [Notice]
  const ended = (): Promise<unknown> => reasonOf(auth, thief.accessToken)
  return { site, token, ended }
}

async function reasonOf(auth: Ztoken, accessToken: string): Promise<unknown> {
  try {
    auth.authenticate(accessToken)
    return null
  } catch (error) {
    return (error as { readonly code: string }).code
  }
}

describe.each(languages)('the page for what one did not do oneself (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('A325 does nothing by being opened; one button takes the account back, and a new password follows', async () => {
    const { site, token, ended } = await scene()
    const context = await site.browser({ language })
    const asked: string[] = []
    context.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
    const page = await context.newPage()
    await page.goto(site.at(`/not-me#${token}`))
    await page.getByText(said('since 72 hours before', '72 小时以来添加')).waitFor()
    expect(page.url()).toBe(site.at('/not-me'))
    await expectAccessible(page)
    await expectFitsPhone(page)
    expect(asked.filter((one) => /not-me$|POST/.test(one))).toEqual([`GET ${site.at('/not-me')}`])
    expect(await ended()).toBeNull()
    await page.getByRole('button', { name: said('Take my account back', '收回账号') }).click()
    await page.getByText(said('is yours again', '账号已收回')).waitFor()
    expect(await ended()).toBe('password_changed')
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.locator('input[name=new_password]:focus').waitFor()
    await page.keyboard.type(another)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/sign-in'))
    await page.getByText(said('The new password is set', '新密码已设置')).waitFor()
    await signIn(page, phone, another)
    await page.waitForURL(site.at('/account'))
    expect(asked.join('\n')).not.toContain(token)
  })

  it('says of a link that was used or is none that it is not valid', async () => {
    const { site, token } = await scene()
    await site.auth.denyNotice(token)
    const page = await site.visit('/try', { language })
    const refusal = page
      .getByRole('alert')
      .filter({ hasText: said('This link is not valid', '链接无效') })
    for (const bad of [token, 'x', `${token}${token}`]) {
      await page.goto(site.at('/try'))
      await page.goto(site.at(`/not-me#${bad}`))
      await page.getByRole('button', { name: said('Take my account back', '收回账号') }).click()
      await refusal.waitFor()
      expect(await page.locator('form, input').count()).toBe(0)
    }
    await expectAccessible(page)
    await expectFitsPhone(page)
  })
})

it('the token and the one it is given for it are in nothing that a browser keeps', async () => {
  const { site, token } = await scene()
  const page = await site.visit(`/not-me#${token}`)
  const answer = page.waitForResponse((response) => response.url().endsWith('/v1/not-me'))
  await page.getByRole('button', { name: 'Take my account back' }).click()
  const { data } = await (await answer).json()
  await page.locator('input[name=new_password]').waitFor()
  const kept = await page.evaluate<string>(
    'JSON.stringify([location.href, history.state, { ...sessionStorage }, { ...localStorage }, document.documentElement.outerHTML])',
  )
  expect(kept).not.toContain(token)
  expect(kept).not.toContain(data.reset_token)
})

it('whoever is signed in here as somebody else goes on to sign in with the new password', async () => {
  const { site, token } = await scene()
  const page = await site.visitAs(await site.person(), '/account')
  await page.goto(site.at(`/not-me#${token}`))
  await page.getByRole('button', { name: 'Take my account back' }).click()
  await page.locator('input[name=new_password]').fill(another)
  await page.keyboard.press('Enter')
  await page.waitForURL(site.at('/sign-in'))
  await signIn(page, phone, another)
  await page.waitForURL(site.at('/account'))
})

it('a new password that is refused is chosen again, and after half an hour the page says it is too late', async () => {
  const { site, token } = await scene()
  const page = await site.visit(`/not-me#${token}`)
  await page.getByRole('button', { name: 'Take my account back' }).click()
  await page.locator('input[name=new_password]').fill('qwertyuiop')
  await page.keyboard.press('Enter')
  await page.getByText('too common').waitFor()
  site.advance(31 * 60)
  await page.locator('input[name=new_password]').fill(another)
  await page.keyboard.press('Enter')
  await page
    .getByRole('alert')
    .filter({ hasText: 'The time to set a new password is over' })
    .waitFor()
  expect(await page.locator('form').count()).toBe(0)
  await expect(site.auth.login({ phone, password })).rejects.toThrow()
})

it('without a token one is asked for the link', async () => {
  const { site, token } = await scene()
  const page = await site.visit('/not-me')
  await page.getByLabel('Notice link or token').fill(`${site.at('/not-me')}#${token}`)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Take my account back' }).click()
  await page.locator('input[name=new_password]').waitFor()
})

it('whose device was signed in to the account that is taken back chooses the password there', async () => {
  const { site, token } = await scene()
  const page = await site.visit('/sign-in')
  await signIn(page, phone, stolen)
  await page.waitForURL(site.at('/account'))
  await page.goto(site.at(`/not-me#${token}`))
  await page.getByRole('button', { name: 'Take my account back' }).click()
  await page.locator('input[name=new_password]').fill(another)
  await page.keyboard.press('Enter')
  await page.waitForURL(site.at('/sign-in'))
  await page.getByText('The new password is set').waitFor()
})
