import { describe, expect, it } from 'vitest'
import { openSite, signIn, useChromium } from './browser.ts'

useChromium()

describe('where one goes after signing in', () => {
  it('the wish comes along between signing in and registering', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/account/devices')
    await page.getByText('You will return to the page you were going to').waitFor()
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
  const isFollowed = page.waitForResponse('**/v1/me/session/events*')
  await signIn(page, phone)
  await isOnItsWay
  await isFollowed
  await site.auth.kickOut(id)
  await expect.poll(() => page.evaluate('localStorage["ztoken.session"]')).toBeUndefined()
  release()
  await page.getByText('An administrator ended your session').waitFor()
  expect(page.url()).toBe(site.at('/sign-in?next=/account'))
})
