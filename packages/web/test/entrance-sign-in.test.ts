import { pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

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
    expect(await status.textContent()).toContain(said('less than a minute', '请在 1 分钟后再试'))
    await expectAccessible(page)
    await expectFitsPhone(page)

    const shown = page.locator('[aria-hidden=true]').filter({ hasText: said('Too many', '尝试') })
    const before = await shown.textContent()
    expect(before).toMatch(
      language === 'en' ? /Try again in (1 min )?\d+ s(econds)?\./ : /请在 (1 分 )?\d+ 秒后再试/,
    )
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
    const page = await site.visit('/sign-in', { language })
    const alert = page.getByRole('alert')
    for (const [ban, ...words] of [
      [
        {},
        said('until an administrator lifts the ban', '直到管理员解封'),
        said('No reason', '没有填写原因'),
      ],
      [{ until: Date.UTC(2199, 4, 6, 12), reason: '<b>spam</b> {x}' }, '2199', '<b>spam</b> {x}'],
    ] as const) {
      await site.auth.ban(id, ban)
      await signIn(page, phone)
      for (const part of words) await alert.filter({ hasText: part }).waitFor()
      expect(await alert.textContent()).toContain(said('The account is banned', '账号已被封禁'))
      await expectAccessible(page)
      await signIn(page, phone, 'not the password')
      await alert.filter({ hasNotText: said('banned', '封禁') }).waitFor()
      expect(await alert.textContent()).not.toContain(words[0])
    }
  })

  it('nothing, where there is no network, and the phone is kept', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in', { language })
    await page.locator('form').waitFor()
    await page.context().setOffline(true)
    await signIn(page, phone)
    const words = said('The server could not be reached', '无法连接服务器')
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
  await page.locator('input[name=phone]:focus').waitFor()
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

it('a phone that has to wait leaves the form to every other', async () => {
  const site = await openSite({ failuresPerPhone: 1 })
  const locked = await site.person()
  const other = await site.person({ name: '李四' })
  const context = await site.browser()
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(site.at('/sign-in'))
  const field = page.locator('input[name=phone]')
  const submit = page.locator('button[type=submit]')
  const wait = page.locator('[role=status]').filter({ hasText: 'Too many attempts' })
  await signIn(page, locked.phone, 'not the password')
  await page.getByRole('alert').waitFor()
  await signIn(page, locked.phone, 'not the password')
  await wait.waitFor({ state: 'attached' })
  expect(await submit.isDisabled()).toBe(true)
  // It stands with the field of whoever has to wait.
  const seen = page.locator('form [aria-hidden=true]').filter({ hasText: /Try again in \d/ })
  await seen.waitFor()

  await field.fill(other.phone)
  expect(await submit.isDisabled()).toBe(false)
  expect(await wait.count()).toBe(0)
  // It is the number that waits, however it is written.
  const { phone } = locked
  for (const written of [`+86 ${phone}`, `${phone.slice(0, 3)}-${phone.slice(3)}`]) {
    await field.fill(written)
    expect(await submit.isDisabled(), written).toBe(true)
    await wait.waitFor({ state: 'attached' })
  }
  await signIn(page, other.phone)
  await page.waitForURL(site.at('/account'))
})

/** Somebody of another application, whose password is the one of all tests. */
const imported = {
  id: '7',
  phone: null,
  passwordHash: `pbkdf2_sha256$1000$salt$${pbkdf2Sync(password, 'salt', 1000, 32, 'sha256').toString('base64')}`,
  name: '张三',
  avatar: null,
  intro: null,
  level: null,
}

describe.each(languages)('people who are found by something else than a phone (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('sign in by what the server asks for, in one field or for one kind alone', async () => {
    for (const [signInWith, label] of [
      [['email'], said('E-mail address', '邮箱')],
      [
        ['phone', 'email', 'username'],
        said('Phone number, e-mail address, or username', '手机号、邮箱或用户名'),
      ],
    ] as const) {
      const site = await openSite({}, { about: { signInWith } })
      const { phone } = await site.person()
      const { add } = site.auth.createImport({ dryRun: false })
      await add({ ...imported, email: 'san.zhang@example.com', username: '20190001' })
      const names = [
        '  San.Zhang@example.com ',
        ...(signInWith.length > 1 ? ['20190001', phone] : []),
      ]
      for (const name of names) {
        const page = await site.visit('/sign-in', { language })
        await page.getByLabel(label, { exact: true }).fill('\u3000')
        await page.locator('input[name=password]').fill(password)
        await page.keyboard.press('Enter')
        await page.locator('[aria-invalid=true]').waitFor()
        await page.getByLabel(label, { exact: true }).fill(name)
        await expectAccessible(page)
        await expectFitsPhone(page)
        await page.keyboard.press('Enter')
        await page.waitForURL(site.at('/account'))
      }
    }
  })
})
