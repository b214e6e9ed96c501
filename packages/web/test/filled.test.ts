import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, type Site, useChromium } from './browser.ts'
import { expectAccessible } from './looks.ts'

useChromium()

/** Puts something into a field as password managers do that tell nobody. */
async function fillSilently(scope: Page | Locator, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = scope.locator(`[name="${name}"]`)
    await field.waitFor()
    await field.evaluate((element, text) => {
      ;(element as HTMLInputElement).value = text
    }, value)
  }
}

const send = (scope: Page | Locator): Promise<void> => scope.locator('button[type=submit]').click()

describe('what stands in a form when it is sent counts, whoever put it there (F52)', () => {
  it('signing in', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in')
    await fillSilently(page, { phone, password })
    await send(page)
    await page.waitForURL(site.at('/account'))
  })

  it('signing in after a look at the password, and in another language', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in')
    await fillSilently(page, { phone, password })
    await page.getByRole('button', { name: 'Show password' }).click()
    await page.getByRole('button', { name: 'Language' }).click()
    await page.getByText('简体中文').click()
    await page.getByRole('heading', { name: '登录' }).waitFor()
    expect(await page.locator('[name=phone]').inputValue()).toBe(phone)
    expect(await page.locator('[name=password]').inputValue()).toBe(password)
    await send(page)
    await page.waitForURL(site.at('/account'))
  })

  it('signing in with what was typed and then replaced', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in')
    await page.locator('[name=phone]').fill('12345')
    await page.locator('[name=password]').fill('not the password')
    await fillSilently(page, { phone, password })
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/account'))
  })

  it('registering', async () => {
    const site = await openSite()
    const page = await site.visit('/register')
    await fillSilently(page, { phone: '13800138000', name: '张三', password })
    await send(page)
    await page.waitForURL(site.at('/account'))
    expect((await site.auth.findUser('13800138000'))?.name).toBe('张三')
  })

  it('setting a password by a link, and changing it', async () => {
    const site = await openSite()
    const { id, phone } = await site.person()
    const { resetToken } = await site.auth.requestPasswordReset(id)
    const page = await site.visit(`/reset-password#${resetToken}`)
    const next = 'another long enough phrase'
    await fillSilently(page, { new_password: next })
    await send(page)
    await page.waitForURL(site.at('/sign-in'))
    await fillSilently(page, { phone, password: next })
    await send(page)
    await page.waitForURL(site.at('/account'))
    await page.goto(site.at('/account/security'))
    await fillSilently(page, { password: next, new_password: password })
    await send(page.locator('main'))
    await page.getByText('Your password was changed').waitFor()
    await site.auth.login({ phone, password })
  })

  it('name and introduction', async () => {
    const site = await openSite()
    const { id, page } = await signedIn(site, '/account')
    await fillSilently(page, { name: '李四', intro: 'long ago' })
    await send(page.locator('main'))
    await expect.poll(async () => (await site.auth.findUser(id))?.name).toBe('李四')
    expect((await site.auth.findUser(id))?.intro).toBe('long ago')
  })

  it('adding somebody, with every role that was ticked', async () => {
    const site = await openSite()
    for (const name of ['editor', 'reader']) await site.auth.putRole({ name, permissions: [] })
    const { page } = await signedIn(site, '/admin/users')
    await page.getByRole('button', { name: 'Add user' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('reader').waitFor()
    for (const role of ['editor', 'reader']) {
      await dialog.getByLabel(role).evaluate((box) => {
        ;(box as HTMLInputElement).checked = true
      })
    }
    await fillSilently(dialog, { phone: '13800138000', name: '王五', password })
    await send(dialog)
    await page.waitForURL(/admin\/users\/.+/)
    const user = await site.auth.findUser('13800138000')
    expect(user?.name).toBe('王五')
    expect([...(user?.roles ?? [])].sort()).toEqual(['editor', 'reader'])
  })

  it('a ban: how long and why', async () => {
    const site = await openSite()
    const banned = await site.person({ name: '赵六' })
    const { page } = await signedIn(site, `/admin/users/${banned.id}`)
    await page.getByRole('button', { name: 'Ban', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Permanent').evaluate((choice) => {
      ;(choice as HTMLInputElement).checked = true
    })
    await fillSilently(dialog, { reason: 'spam' })
    await send(dialog)
    await dialog.waitFor({ state: 'detached' })
    expect((await site.auth.findUser(banned.id))?.ban).toMatchObject({
      until: null,
      reason: 'spam',
    })
  })

  it('looking for users and for entries of the audit', async () => {
    const site = await openSite()
    const found = await site.person({ name: '钱七' })
    const { page } = await signedIn(site, '/admin/users')
    await fillSilently(page, { search: '钱七' })
    await page.locator('[name=search]').press('Enter')
    await page.waitForURL(/search=/)
    await page.goto(site.at('/admin/audit'))
    await fillSilently(page, { user: found.phone, event: 'user_created' })
    await send(page.locator('main'))
    await page.waitForURL((url) => url.searchParams.get('user') === found.id)
    expect(new URL(page.url()).searchParams.get('event')).toBe('user_created')
  })
})

describe.each(languages)(
  'an empty field is named, and the reader is brought there (%s)',
  (language) => {
    const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

    it.each([
      ['phone', {}, 'Phone number', '手机号'],
      ['phone', { phone: ' \u3000', password }, 'Phone number', '手机号'],
      ['password', { phone: '13800138000' }, 'Password', '密码'],
    ] as const)('signing in without its %s (F52)', async (name, given, en, zh) => {
      const site = await openSite()
      const page = await site.visit('/sign-in', { language })
      await fillSilently(page, given)
      await send(page)
      await page.locator(`[name=${name}][aria-invalid=true]:focus`).waitFor()
      await page.getByText(said(`Fill in “${en}”.`, `请填写“${zh}”。`)).waitFor()
      await expectAccessible(page)
      await page.keyboard.type('1')
      await page.locator(`[name=${name}][aria-invalid]`).waitFor({ state: 'detached' })
    })
  },
)

it('a date that is half written is no empty one, and is told at its field (F52)', async () => {
  const site = await openSite()
  const { page } = await signedIn(site, '/admin/audit')
  await page.locator('[name=span]').selectOption('range')
  await page.locator('[name=from]').focus()
  await page.keyboard.type('01')
  await page.locator('main button[type=submit]').click()
  await page.locator('[name=from][aria-invalid=true]:focus').waitFor()
})

async function signedIn(site: Site, path: string): Promise<{ id: string; page: Page }> {
  const person = await site.person({ permissions: ['*'] })
  return { id: person.id, page: await site.visitAs(person, path) }
}
