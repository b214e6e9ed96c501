import { describe, expect, it } from 'vitest'
import { languages, openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const markup = '<img src=x onerror=alert(1)>'
const texts = {
  en: { this: 'This device', end: 'Sign out', alone: 'this device only', two: '2 devices' },
  'zh-CN': { this: '本设备', end: '退出登录', alone: '只有本设备', two: '共 2 台' },
} as const

describe.each(languages)('the devices (%s)', (language) => {
  const words = texts[language]

  it('show this one first and marked; another one is ended, and signed out at once', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account/devices', { language })
    await page.getByText(words.alone).waitFor()
    const other = await site.visitAs(person, '/account', { language })
    await other.locator('h1').waitFor()
    await page.getByRole('button', { name: language === 'en' ? 'Refresh' : '刷新' }).click()
    await page.getByText(words.two).waitFor()
    const cards = page.locator('article')
    expect(await cards.first().getByText(words.this).count()).toBe(1)
    expect(await cards.last().getByText(words.this).count()).toBe(0)
    expect(await cards.last().innerText()).toMatch(/Chrome · Linux[\s\S]*127\.0\.0\.1/)
    expect(await cards.last().locator('time').last().getAttribute('title')).toContain('2')
    await expectAccessible(page)
    await expectFitsPhone(page)

    await cards.last().getByRole('button').press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Chrome · Linux').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: words.end, exact: true }).press('Enter')
    await other.waitForURL(/\/sign-in/)
    await page.getByText(words.alone).waitFor()
    expect(page.url()).toBe(site.at('/account/devices'))
  })
})

describe('the devices', () => {
  it('keep what was not confirmed', async () => {
    const site = await openSite()
    const person = await site.person()
    await site.auth.login({ phone: person.phone, password }, { device: markup })
    const page = await site.visitAs(person, '/account/devices')
    const card = page.locator('article').last()
    await card.getByRole('heading', { name: markup }).waitFor()
    expect(await card.locator('img').count()).toBe(0)
    await card.getByRole('button').click()
    await page.keyboard.press('Escape')
    expect(await site.auth.sessions(person.id)).toHaveLength(2)
    expect(await card.getByRole('button').evaluate((one) => one === document.activeElement)).toBe(
      true,
    )
  })

  it('end all but this one, and one that has ended meanwhile is no fault', async () => {
    const site = await openSite()
    const person = await site.person()
    const others = [await site.visitAs(person, '/account'), await site.visitAs(person, '/account')]
    const page = await site.visitAs(person, '/account/devices')
    await page.getByText('3 devices').waitFor()
    await page.getByRole('button', { name: 'Sign out all other devices' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByText('2 devices were signed out.').waitFor()
    for (const other of others) await other.waitForURL(/\/sign-in/)
    expect(await site.auth.sessions(person.id)).toHaveLength(1)

    const { accessToken } = await site.auth.login(
      { phone: person.phone, password },
      { device: 'phone' },
    )
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('heading', { name: 'phone' }).waitFor()
    await site.auth.logout(accessToken)
    await page.locator('article').last().getByRole('button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByText('this device only').waitFor()
  })

  it('are all signed out, this one last', async () => {
    const site = await openSite()
    const person = await site.person()
    const other = await site.visitAs(person, '/account')
    const page = await site.visitAs(person, '/account/devices')
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.waitForURL(/\/sign-in/)
    await page.getByText('You are signed out.').waitFor()
    await other.waitForURL(/\/sign-in/)
    await expect.poll(() => site.auth.sessions(person.id)).toEqual([])
  })

  it('say how long ago each was seen, in words', async () => {
    const site = await openSite()
    const person = await site.person()
    await site.auth.login({ phone: person.phone, password }, { device: 'phone' })
    const page = await site.visitAs(person, '/account/devices')
    await page.clock.install({ time: Date.now() + 3 * 3_600_000 })
    await page.goto(site.at('/account'))
    await page.goto(site.at('/account/devices'))
    await page.locator('article').last().getByText('3 hours ago').waitFor()
  })
})
