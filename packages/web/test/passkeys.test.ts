import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'
import { addAuthenticator, passkeySite } from './virtual-authenticator.ts'

useChromium()

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Somebody on the page of their security, with an authenticator in their browser. */
async function opened(language: 'en' | 'zh-CN' = 'en') {
  const site = await passkeySite()
  const person = await site.person()
  const page = await site.visitAs(person, '/account/security', { language })
  const device = await addAuthenticator(page)
  return { site, person, page, device }
}

async function add(page: Page, language: 'en' | 'zh-CN' = 'en'): Promise<void> {
  const said = (en: string, zh: string) => (language === 'en' ? en : zh)
  await press(page, said('Add a passkey', '添加通行密钥'))
  await page.getByRole('dialog').waitFor()
  await press(page, said('Continue', '继续'))
  await page.getByText(said('The passkey was added', '通行密钥已添加')).waitFor()
}

/** The same browser, signed out. */
async function leave(page: Page, at: string): Promise<void> {
  await page.evaluate(() => {
    sessionStorage.clear()
    localStorage.clear()
  })
  await page.context().clearCookies()
  await page.goto(at)
}

describe.each(languages)('passkeys (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('are added with recovery codes, renamed and removed', async () => {
    const { site, person, page, device } = await opened(language)
    await add(page, language)
    expect(await device.count()).toBe(1)
    const codes = page.getByRole('group', { name: said('Recovery codes', '恢复码') })
    expect((await codes.innerText()).trim().split('\n')).toHaveLength(10)
    await press(page, said('Done', '完成'))
    await page.getByText('Chrome · Linux').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await press(page, said('Rename Chrome · Linux', '给 Chrome · Linux 改名'))
    await page.locator('input[name=passkey_name]').fill('我的手机')
    await page.keyboard.press('Enter')
    await page.getByText('我的手机').first().waitFor()
    await press(page, said('Remove 我的手机', '移除 我的手机'))
    await page
      .getByRole('dialog')
      .getByRole('button', { name: said('Remove', '移除'), exact: true })
      .click()
    await page.getByText(said('The passkey was removed', '通行密钥已移除')).waitFor()
    expect(await site.auth.factorsOf(person.id)).toEqual([])
  })

  it('are set up on the way in where a second factor is required, and not before they are confirmed', async () => {
    const site = await passkeySite({ factorsRequired: 'all' })
    const person = await site.person()
    const page = await site.visit('/sign-in', { language })
    const device = await addAuthenticator(page)
    const button = page.getByRole('button', { name: said('Add a passkey', '添加通行密钥') })
    await page.locator('input[name=phone]').fill(person.phone)
    await page.locator('input[name=password]').fill(password)
    await page.keyboard.press('Enter')
    await button.waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await device.verifies(false)
    await button.click()
    await expect.poll(() => button.getAttribute('aria-busy')).toBeNull()
    expect(await site.auth.countSessions()).toBe(0)
    await device.verifies(true)
    await button.click()
    await press(page, said('Done', '完成'))
    await page.waitForURL(site.at('/account'))
    expect(await site.auth.factorsOf(person.id)).toMatchObject([
      { kind: 'passkey' },
      { kind: 'recovery_codes', left: 10 },
    ])
    expect((await site.auth.sessions(person.id))[0]?.amr).toContain('mfa')
  })

  it('leave an authenticator app to choose there', async () => {
    const site = await passkeySite({ factorsRequired: 'all' })
    const person = await site.person()
    const page = await site.visit('/sign-in', { language })
    await page.locator('input[name=phone]').fill(person.phone)
    await page.locator('input[name=password]').fill(password)
    await page.keyboard.press('Enter')
    await press(page, said('Use an authenticator app', '改用验证器应用'))
    await page.getByRole('img', { name: said('QR code', '二维码') }).waitFor()
  })

  it('sign in by the button, with nothing typed in', async () => {
    const { site, person, page, device } = await opened(language)
    await add(page, language)
    // Offered by the field only when somebody is there.
    await device.isPresent(false)
    await leave(page, site.at('/sign-in'))
    const button = page.getByRole('button', {
      name: said('Sign in with a passkey', '用通行密钥登录'),
      exact: true,
    })
    await button.waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    expect(await page.locator('input[name=phone]').getAttribute('autocomplete')).toBe(
      'username webauthn',
    )
    await device.isPresent(true)
    if (await button.isVisible()) await button.click().catch(() => undefined)
    await page.waitForURL(site.at('/account'))
    const sessions = await site.auth.sessions(person.id)
    expect(sessions.map(({ amr }) => amr)).toContainEqual(['hwk', 'mfa'])
  })

  it('are the second step after a password, and step-up', async () => {
    const { site, person, page, device } = await opened(language)
    await add(page, language)
    await device.isPresent(false)
    await leave(page, site.at('/sign-in'))
    await page.locator('input[name=phone]').fill(person.phone)
    await page.locator('input[name=password]').fill(password)
    await page.keyboard.press('Enter')
    const use = page.getByRole('button', {
      name: said('Use a passkey', '使用通行密钥'),
      exact: true,
    })
    await use.waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await device.isPresent(true)
    await use.click()
    await page.waitForURL(site.at('/account'))
    await page.goto(site.at('/account/security'))
    await page.getByText('Chrome · Linux').waitFor()
    site.advance(16 * 60)
    await press(page, said('Remove Chrome · Linux', '移除 Chrome · Linux'))
    await page
      .getByRole('dialog')
      .getByRole('button', { name: said('Remove', '移除'), exact: true })
      .click()
    await use.click()
    await page.getByText(said('The passkey was removed', '通行密钥已移除')).waitFor()
  })
})

it('whoever is not found to be themselves may try again, and nothing is shown as a failure', async () => {
  const { site, page, device } = await opened()
  await add(page)
  await device.verifies(false)
  await leave(page, site.at('/sign-in'))
  await press(page, 'Sign in with a passkey')
  const button = page.getByRole('button', { name: 'Sign in with a passkey', exact: true })
  await button.and(page.locator(':not([aria-busy])')).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await device.verifies(true)
  await button.click().catch(() => undefined)
  await page.waitForURL(site.at('/account'))
})

it('a browser without them shows no button, and signs in as ever', async () => {
  const site = await passkeySite()
  const { phone } = await site.person()
  const context = await site.browser()
  const page = await context.newPage()
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'))
  await page.goto(site.at('/sign-in'))
  await page.locator('input[name=phone]').fill(phone)
  await page.locator('input[name=password]').fill(password)
  expect(await page.getByText('Sign in with a passkey').count()).toBe(0)
  await page.keyboard.press('Enter')
  await page.waitForURL(site.at('/account'))
  await page.goto(site.at('/account/security'))
  await page.getByText('Two-step sign-in').first().waitFor()
  expect(await page.getByText('Add a passkey').count()).toBe(0)
})

it('A358 one of another domain is named as such, and can be removed', async () => {
  const { site, page } = await opened()
  await add(page)
  await page.route(site.at('/../v1/me/passkeys').replace('/app/..', ''), async (route) => {
    const reply = await route.fetch()
    const body = await reply.json()
    for (const one of body.data.passkeys)
      Object.assign(one, { usable: false, rp_id: 'old.example' })
    await route.fulfill({ response: reply, json: body })
  })
  await page.reload()
  await page.getByText('It belongs to old.example').waitFor()
  await expectAccessible(page)
  await expectFitsPhone(page)
  await page.getByRole('button', { name: 'Remove Chrome · Linux' }).waitFor()
})

describe('a passkey is remembered on this device as wished', () => {
  const asks = (page: Page): string[] => {
    const asked: string[] = []
    page.on('request', (one) => {
      if (one.url().endsWith('/v1/passkeys/login/options')) asked.push(one.url())
    })
    return asked
  }
  async function expectRemembered(page: Page, at: string): Promise<void> {
    await page.waitForURL(at)
    const kept = (await page.context().cookies()).find(({ name }) => name.includes('refresh'))
    expect(kept?.expires).toBeGreaterThan(Date.now() / 1000 + 86_400)
  }

  it('by the button', async () => {
    const { site, page } = await opened()
    await add(page)
    await page.addInitScript(() => {
      Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: async () => false })
    })
    await leave(page, site.at('/sign-in'))
    await page.locator('input[name=remember]').check()
    await press(page, 'Sign in with a passkey')
    await expectRemembered(page, site.at('/account'))
  })

  it('by the field, which asks anew when the wish changes', async () => {
    const { site, page, device } = await opened()
    await add(page)
    await device.isPresent(false)
    const asked = asks(page)
    await leave(page, site.at('/sign-in'))
    await expect.poll(() => asked.length).toBe(1)
    await device.isPresent(true)
    await page.locator('input[name=remember]').click()
    await expectRemembered(page, site.at('/account'))
  })
})

it('what the field offers is asked anew before its question is over', async () => {
  const { site, page, device } = await opened()
  await add(page)
  await device.isPresent(false)
  await page.clock.install()
  const asked: string[] = []
  page.on('request', (one) => {
    if (one.url().endsWith('/v1/passkeys/login/options')) asked.push(one.url())
  })
  await leave(page, site.at('/sign-in'))
  await expect.poll(() => asked.length).toBe(1)
  await page.clock.fastForward(4 * 60_000)
  await expect.poll(() => asked.length).toBe(2)
})
