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
    await page.getByRole('button', { name: said('Sign in as 张三', '以张三的身份登录') }).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.getByRole('button', { name: said('Sign in as 张三', '以张三的身份登录') }).click()
    await page.waitForURL(site.at('/account'))

    await page.goto(site.at('/try'))
    await page
      .getByText(said('This window is signed in as 张三', '此窗口已以张三的身份登录'))
      .waitFor()
    await page.getByRole('button', { name: said('Sign in as 王五', '以王五的身份登录') }).click()
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
    const send = detail.getByRole('button', { name: 'GET /user/detail' })

    await send.waitFor()
    expect(await send.isDisabled(), 'without a token there is nothing to send').toBe(true)
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

  it('says what ztoken does, shows a token by its parts, and measures a kick-out', async () => {
    const site = await openDemo()
    const page = await site.visit('/try', { language })
    await page.getByText(said('the moment you say so', '你说收回，它当场失效')).waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page
      .getByRole('button', { name: said('Get a token for 张三', '为张三获取一个令牌') })
      .click()
    const shown = page.getByRole('group', {
      name: said('The token, part by part', '令牌的各个部分'),
    })
    await shown.waitFor()
    const token = (await shown.textContent()) ?? ''
    expect(token.split('.')).toHaveLength(5)
    const colours = await page.evaluate<string[]>(
      `[...document.querySelectorAll('pre span[class]')].map((part) => getComputedStyle(part).color)`,
    )
    expect(new Set(colours).size).toBe(4)
    for (const name of said('Header,Nonce,Content,Tag', '头部,随机数,内容,校验码').split(',')) {
      await page.locator('dt').filter({ hasText: name }).waitFor()
    }
    await page
      .getByRole('button', { name: said('Copy', '复制') })
      .first()
      .click()
    await page.getByText(said('Copied', '已复制')).waitFor()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(token)
    await expectAccessible(page)
    await expectFitsPhone(page)

    const zhang = await site.auth.findUser('13800138000')
    expect(await site.auth.verifyToken(token)).toMatchObject({ id: zhang?.id })
    await page.getByRole('button', { name: said('Kick it out', '强制下线并计时') }).click()
    await page.getByText(said('ms after the kick-out', '含两次往返')).waitFor()
    expect(await site.auth.verifyToken(token)).toBeNull()
    expect(await site.auth.sessions(zhang?.id ?? '')).toEqual([])
    await expectAccessible(page)
    await page.getByRole('button', { name: said('Get another', '再为') }).click()
    await page.getByRole('button', { name: said('Kick it out', '强制下线并计时') }).waitFor()
  })

  it('kicks a user out as the administrator, side by side, and says how soon it was known', async () => {
    const site = await openDemo()
    const page = await site.visit('/try', { language })
    await page.getByRole('button', { name: said('Start the demo', '开始演示') }).click()
    const users = page.getByRole('group', { name: said('Window of 张三', '张三的窗口') })
    await users.getByText(said('Signed in', '已登录')).waitFor()
    const zhang = await site.auth.findUser('13800138000')
    expect(await site.auth.sessions(zhang?.id ?? '')).toHaveLength(1)
    await expectAccessible(page)
    await expectFitsPhone(page)

    await page.getByRole('button', { name: said('Kick 张三 out', '让张三下线') }).click()
    await users.getByText(said('Signed out', '已退出登录')).waitFor()
    await users.getByText(said('its token was refused', '它的令牌已被拒绝')).waitFor()
    await users.getByText(said('this window knew', '这个窗口就知道了')).waitFor()
    expect(await site.auth.sessions(zhang?.id ?? '')).toEqual([])
    await expectAccessible(page)

    await page.getByRole('button', { name: said('Run it again', '再演示一次') }).click()
    await users.getByText(said('Signed in', '已登录')).waitFor()
    // Leaving the page leaves nobody signed in by it.
    await page.getByRole('link', { name: 'ztoken' }).click()
    await page.getByRole('button', { name: said('Start the demo', '开始演示') }).waitFor()
    for (const { phone } of people) {
      const somebody = await site.auth.findUser(phone)
      await expect.poll(() => site.auth.sessions(somebody?.id ?? '')).toEqual([])
    }
  })

  it('opens each thing to try as the right person, and keeps a tick for it', async () => {
    const site = await openDemo()
    const page = await site.visit('/try', { language })
    const tried = said('(tried)', '（已试过）')
    await page
      .getByRole('button', { name: said('As 王五, open: Users', '以王五的身份打开：用户') })
      .first()
      .click()
    await page.waitForURL(site.at('/admin/users'))
    await page.getByRole('link', { name: said('Back to what to try', '回到试用页') }).click()
    await page.waitForURL(site.at('/try'))
    await page.getByText(tried).waitFor({ state: 'attached' })
    expect(await page.getByRole('complementary').count(), 'the page itself has no ribbon').toBe(0)
    await page
      .getByRole('button', { name: said('As 张三, open: Devices', '以张三的身份打开：登录设备') })
      .click()
    await page.waitForURL(site.at('/account/devices'))
    await page.getByRole('complementary').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.goto(site.at('/try'))
    await expect.poll(() => page.getByText(tried).count()).toBe(2)
  })

  it('says how to begin anew, where somebody has another password by now', async () => {
    const site = await openDemo()
    const zhang = await site.auth.findUser('13800138000')
    await site.auth.setPassword(zhang?.id ?? '', 'another long phrase')
    const page = await site.visit('/try', { language })
    for (const [n, name] of [
      said('Sign in as 张三', '以张三的身份登录'),
      said('Get a token for 张三', '为张三获取一个令牌'),
      'POST /login',
    ].entries()) {
      await page.getByRole('button', { name }).click()
      await page.getByText('ztoken dev --reset').nth(n).waitFor()
    }
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.getByRole('button', { name: said('Sign in as 王五', '以王五的身份登录') }).click()
    await page.waitForURL(site.at('/admin/users'))
  })

  it('explains what the tutorial is where it first speaks of it', async () => {
    const site = await openDemo()
    const page = await site.visit('/try', { language })
    await page.locator('section.call').first().waitFor()
    const text = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')
    const word = said('utorial', '教程')
    const explained = text.indexOf(said('The tutorial is the one', '“教程”指'))
    // The title of the section it stands in comes just before.
    expect(explained - text.indexOf(word)).toBeGreaterThan(0)
    expect(explained - text.indexOf(word)).toBeLessThan(40)
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
  await page.getByText('This window is signed in as 张三').waitFor()
})
