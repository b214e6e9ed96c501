import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import type { Branding } from 'ztoken/server'
import { languages, openSite, signIn, strangersBrowser, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const scripted = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32" width="64" height="32">
<style>rect { fill: #0a7a52 }</style><rect width="64" height="32"/>
<script>document.documentElement.setAttribute('data-ran', 'yes')</script></svg>`

function logoFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ztoken-logo-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'logo.svg')
  writeFileSync(path, scripted)
  return path
}

const names = { 'zh-CN': '示例应用', en: 'Example of a rather long name & <b>more</b>' } as const

function branding(): Branding {
  return {
    name: names,
    logo: logoFile(),
    accent: '#0a7a52',
    signInText: { 'zh-CN': '用公司账号登录', en: 'Sign in with your company account' },
    footer: '© 2026 Example Ltd.',
    icp: '京ICP备12345678号-1',
    publicSecurity: '京公网安备11010502030143号',
    termsUrl: 'https://app.example/terms',
    privacyUrl: { 'zh-CN': 'https://app.example/zh/privacy', en: 'https://app.example/privacy' },
    homeUrl: 'https://app.example/',
  }
}

/** On a phone a long name gives way to the menus beside it. */
async function expectOneLineAbove(page: Page): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 360, height: 740 })
  const buttons = page.locator('header.bar button:visible')
  const middles = await buttons.evaluateAll((all) =>
    all.map((one) => {
      const { top, bottom } = one.getBoundingClientRect()
      return Math.round((top + bottom) / 2)
    }),
  )
  expect(middles.length).toBeGreaterThan(2)
  expect(new Set(middles).size).toBe(1)
  if (before !== null) await page.setViewportSize(before)
}

const colourOf = (page: Page, selector: string, property: string): Promise<string> =>
  page
    .locator(selector)
    .first()
    .evaluate((one, name) => getComputedStyle(one).getPropertyValue(name), property)

it.each(languages)('the pages are the operator’s, outside and inside (%s)', async (language) => {
  const site = await openSite({}, { branding: branding() })
  const { phone } = await site.person({ permissions: ['*'] })
  const page = await site.visit('/sign-in', { language })
  await page.locator('h1').waitFor()
  expect(await page.title()).toMatch(new RegExp(` · ${names[language]}$`))
  await page.getByText(language === 'en' ? 'Sign in with your company' : '用公司账号登录').waitFor()

  const logo = page.locator('header img.logo')
  await expect.poll(() => logo.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(64)
  expect(await page.locator('header a.brand').innerText()).toBe(names[language])
  expect(await colourOf(page, 'button[type=submit]', 'background-color')).toBe('rgb(10, 122, 82)')

  const links = await page
    .locator('footer a')
    .evaluateAll((all) => all.map((one) => [one.textContent, (one as HTMLAnchorElement).href]))
  const privacy = language === 'en' ? 'privacy' : 'zh/privacy'
  expect(links).toEqual([
    [language === 'en' ? `Back to ${names.en}` : '返回“示例应用”', 'https://app.example/'],
    [language === 'en' ? 'Terms of service' : '服务条款', 'https://app.example/terms'],
    [language === 'en' ? 'Privacy policy' : '隐私政策', `https://app.example/${privacy}`],
    ['京ICP备12345678号-1', 'https://beian.miit.gov.cn/'],
    [
      '京公网安备11010502030143号',
      'https://beian.mps.gov.cn/#/query/webSearch?code=11010502030143',
    ],
  ])
  await page.getByText('© 2026 Example Ltd.').waitFor()
  await expectAccessible(page)
  await expectFitsPhone(page)

  await signIn(page, phone)
  await page.waitForURL(site.at('/account'))
  expect(await page.title()).toContain(names[language])
  for (const path of ['/account/security', '/admin/users']) {
    await page.goto(site.at(path))
    await page.locator('h1').waitFor()
    await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
    expect(await page.locator('footer a').count()).toBe(5)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await expectOneLineAbove(page)
  }
})

it('the language that is chosen is the one of the name, at once', async () => {
  const site = await openSite({}, { branding: { name: names } })
  const page = await site.visit('/sign-in', { language: 'en' })
  await page.getByText(names.en).waitFor()
  expect(await page.locator('header .mark').innerText()).toBe('E')
  expect(await page.locator('footer').count()).toBe(0)
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByText('简体中文').click()
  await page.getByText(names['zh-CN']).waitFor()
  await expect.poll(() => page.title()).toMatch(/ · 示例应用$/)
})

it('A226 a script in the logo runs nowhere, also where somebody opens the picture itself', async () => {
  const site = await openSite({}, { branding: { logo: logoFile() } })
  const page = await (await strangersBrowser()).newPage()
  await page.goto(site.at('/sign-in'))
  const address = await page
    .locator('header img.logo')
    .evaluate((one) => (one as HTMLImageElement).src)
  expect(await page.locator('[data-ran]').count()).toBe(0)
  await page.goto(address)
  expect(await page.evaluate('document.documentElement.tagName')).toBe('svg')
  expect(await page.evaluate(`document.documentElement.getAttribute('data-ran')`)).toBeNull()
  expect(await colourOf(page, 'rect', 'fill')).toBe('rgb(10, 122, 82)')
})
