import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

describe('where one goes after signing in', () => {
  it('the wish comes along between signing in and registering', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/account/devices')
    await page.getByText('You will come back to the page you wanted').waitFor()
    await page.getByRole('link', { name: 'Register' }).click()
    await page.waitForURL(site.at('/register?next=/account/devices'))
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.waitForURL(site.at('/sign-in?next=/account/devices'))
    await signIn(page, phone)
    await page.waitForURL(site.at('/account/devices'))
  })

  it('whoever is signed in already goes straight there, and the back button leads past', async () => {
    const site = await openSite()
    const page = await site.visitAs(await site.person(), '/account')
    await page.goto(site.at('/sign-in?next=/account/data'))
    await page.waitForURL(site.at('/account/data'))
    await page.goto(site.at('/register?next=/account/devices'))
    await page.waitForURL(site.at('/account/devices'))
    await page.goBack()
    await page.waitForURL(site.at('/account/data'))
  })

  it('nothing but a path of these pages is followed (attack A224)', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const evil = [
      '//evil.example',
      '\\\\evil.example',
      '/\\evil.example',
      '%09//evil.example',
      '/%09/evil.example',
      '%0a//evil.example',
      '/..//evil.example',
      '/%2e%2e//evil.example',
      'javascript:alert(1)',
      'JaVaScRiPt%3Aalert(1)',
      'data:text/html,<script>alert(1)</script>',
      'https://evil.example/',
      'https:evil.example',
      '/account&next=//evil.example',
      '',
    ]
    const page = await site.visit(`/sign-in?next=${evil[0]}`)
    await signIn(page, phone)
    await page.waitForURL(site.at('/account'))
    for (const next of evil) {
      for (const door of ['sign-in', 'register']) {
        await page.goto(site.at(`/${door}?next=${next}`))
        await page.waitForURL(site.at('/account'))
      }
    }
  })

  it('a link from the page carries no other wish on (attack A224)', async () => {
    const site = await openSite()
    const page = await site.visit('/sign-in?next=//evil.example')
    const link = page.getByRole('link', { name: 'Register' })
    expect(await link.getAttribute('href')).toBe('/app/register')
  })
})

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
    expect(await status.textContent()).toContain(said('15 minutes', '15分钟'))
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

it('a session that ends while its page is on the way is told of as well', async () => {
  const site = await openSite()
  const { phone, id } = await site.person()
  const page = await site.visit('/sign-in')
  let release = (): void => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/ProfilePage-*.js', async (route) => {
    await released
    await route.continue()
  })
  const isOnItsWay = page.waitForRequest('**/ProfilePage-*.js')
  const isFollowed = page.waitForResponse('**/v1/me/session/events')
  await signIn(page, phone)
  await isOnItsWay
  await isFollowed
  await site.auth.kickout(id)
  await expect.poll(() => page.evaluate('sessionStorage.ztoken')).not.toContain('access_token')
  release()
  await page.getByText('An administrator ended your session').waitFor()
  expect(page.url()).toBe(site.at('/sign-in?next=/account'))
})
