import type { DemoPerson } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const people: DemoPerson[] = [
  { phone: '13800138000', password, name: '张三', roles: [] },
  { phone: '18612345678', password, name: '王五', roles: ['admin'] },
]

async function openDemo(): Promise<Site> {
  const site = await openSite({}, { about: { demo: people } })
  for (const person of people) await site.auth.createUser(person)
  return site
}

describe.each(languages)('the page to try it on (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('is where somebody begins; one click signs in as somebody', async () => {
    const site = await openDemo()
    const page = await site.visit('/', { language })
    await page.waitForURL(site.at('/try'))
    await page.getByRole('button', { name: said('Sign in as 张三', '以 张三 登录') }).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.getByRole('button', { name: said('Sign in as 张三', '以 张三 登录') }).click()
    await page.waitForURL(site.at('/account'))

    await page.goto(site.at('/try'))
    await page.getByText(said('you are signed in as 张三', '已登录为 张三')).waitFor()
    await page.getByRole('button', { name: said('Sign in as 王五', '以 王五 登录') }).click()
    await page.waitForURL(site.at('/admin/users'))
    // Whoever was here before has gone.
    const zhang = await site.auth.findUser('13800138000')
    expect(await site.auth.sessions(zhang?.id ?? '')).toEqual([])
  })

  it('sends the two requests of the tutorial and shows what comes back', async () => {
    const site = await openDemo()
    const page = await site.visit('/try', { language })
    const call = (title: string) => page.locator('section.call').filter({ hasText: title })
    const login = call('POST /login')
    const detail = call('GET /user/detail')
    const replyOf = (of: typeof login) => of.locator('pre').nth(1)

    await login.getByRole('button', { name: 'POST /login' }).click()
    await replyOf(login).filter({ hasText: '"msg": "成功"' }).waitFor()
    const { data: token } = JSON.parse((await replyOf(login).textContent())?.split('\n\n')[1] ?? '')
    expect(await detail.locator('pre').first().textContent()).toContain(`z-token: ${token}`)
    expect(await detail.locator('pre').nth(2).textContent()).toContain(`-H 'z-token: ${token}'`)

    await detail.getByRole('button', { name: 'GET /user/detail' }).click()
    await replyOf(detail).filter({ hasText: '"phone": "13800138000"' }).waitFor()
    expect(await replyOf(detail).textContent()).toContain('HTTP/1.1 200')
    await expectAccessible(page)
    await expectFitsPhone(page)

    for (const [choice, code] of [
      ['changed', 4101],
      ['none', 4103],
    ] as const) {
      await detail.locator('select').selectOption(choice)
      await detail.getByRole('button', { name: 'GET /user/detail' }).click()
      await replyOf(detail)
        .filter({ hasText: `"code": ${code}` })
        .waitFor()
    }
    await login.locator('select').selectOption('nothing')
    await login.getByRole('button', { name: 'POST /login' }).click()
    await replyOf(login).filter({ hasText: '请填写手机号或密码' }).waitFor()
  })

  it('says that it is for trying, where nobody is there to try it as', async () => {
    const site = await openSite()
    const page = await site.visit('/try', { language })
    await page.getByText('ztoken dev').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.getByRole('link', { name: said('Sign in', '登录') }).click()
    await page.waitForURL(site.at('/sign-in'))
    await page.goto(site.at('/'))
    await page.waitForURL(site.at('/sign-in'))
  })
})

it('the lines for a shell can be copied', async () => {
  const site = await openDemo()
  const page = await site.visit('/try')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy' }).first().click()
  await page.getByText('Copied').waitFor()
  const copied = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(copied).toContain(`curl -i -X POST '${site.origin}/login'`)
})

it('a second window signs in on its own', async () => {
  const site = await openDemo()
  const page = await site.visit('/try')
  await page.getByRole('button', { name: 'Sign in as 张三' }).click()
  await page.waitForURL(site.at('/account'))
  await page.goto(site.at('/try'))
  const opened = page.context().waitForEvent('page')
  await page.getByRole('link', { name: 'Open a second window' }).click()
  const second = await opened
  await second.getByRole('button', { name: 'Sign in as 王五' }).click()
  await second.waitForURL(site.at('/admin/users'))
  await page.reload()
  await page.getByText('you are signed in as 张三').waitFor()
})
