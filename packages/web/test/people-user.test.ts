import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const everything = ['*']
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const dialogOf = (page: Page) => page.getByRole('dialog')
const inDialog = (page: Page, name: string) =>
  dialogOf(page).getByRole('button', { name, exact: true }).click()

async function opened(permissions: readonly string[] = everything, options: object = {}) {
  const site = await openSite()
  await site.auth.putRole({ name: 'editor', permissions: ['article:edit'] })
  const admin = await site.person({ name: 'admin', permissions })
  const person = await site.person({ name: '李四' })
  const path = `/admin/users/${person.id}`
  const page = await site.visitAs(admin, path, options)
  await page.locator('h1').waitFor()
  return { site, admin, person, path, page, user: () => site.auth.findUser(person.id) }
}

describe('what somebody signs in with', () => {
  it.each(languages)('is shown with what of it is proven (%s)', async (language) => {
    const { site, admin, person } = await opened()
    await site.auth.createImport({ dryRun: false, proven: true }).add({
      ...{ id: '7', phone: null, email: 'san.zhang@example.com', passwordHash: null },
      ...{ name: '张三', avatar: null, intro: null, level: null },
    })
    const said = (en: string, zh: string): string => (language === 'en' ? en : zh)
    for (const [id, words] of [
      [person.id, said('Not verified yet', '未验证')],
      ['7', said('There is no password.', '没有设置密码。')],
    ] as const) {
      const page = await site.visitAs(admin, `/admin/users/${id}`, { language })
      await page.getByRole('heading', { name: said('Signs in with', '登录方式') }).waitFor()
      await page.getByText(words).waitFor()
      await expectAccessible(page)
    }
  })
})

describe('adding somebody', () => {
  it('opens their page; a phone that is taken and a bad password are said at their fields', async () => {
    const { site, person, page } = await opened()
    await page.goto(site.at('/admin/users'))
    await press(page, 'Add user')
    await expectAccessible(page)
    await expectFitsPhone(page)
    const phone = page.locator('input[name=phone]')
    const secret = page.locator('input[name=password]')
    await phone.fill(person.phone)
    await page.locator('input[name=name]').fill('王\t小明')
    await page.getByLabel('editor', { exact: true }).check()
    await secret.fill(password)
    await inDialog(page, 'Add user')
    await page.getByText('The phone number is registered').waitFor()
    expect(await phone.getAttribute('aria-invalid')).toBe('true')
    expect([await phone.inputValue(), await secret.inputValue()]).toEqual([person.phone, password])

    await phone.fill('15912345678')
    await secret.fill('password')
    await inDialog(page, 'Add user')
    await page.getByText('The password is too common').waitFor()
    expect(await secret.getAttribute('aria-invalid')).toBe('true')
    await page.getByRole('button', { name: 'Show password' }).click()
    expect(await secret.getAttribute('type')).toBe('text')
    await secret.fill(password)
    await inDialog(page, 'Add user')
    await page.getByRole('heading', { name: '王 小明', level: 1 }).waitFor()
    const added = await site.auth.findUser('15912345678')
    expect(added).toMatchObject({ name: '王 小明', roles: ['editor'] })
    expect(page.url()).toBe(site.at(`/admin/users/${added?.id}`))
  })

  it('by invitation gives a link with which they set their own password, once', async () => {
    const { site, page } = await opened()
    await page.goto(site.at('/admin/users'))
    await press(page, 'Invite')
    await page.locator('input[name=phone]').fill('15912345678')
    await inDialog(page, 'Add and create link')
    const link = await page.getByLabel('Link for this person').inputValue()
    expect(link).toMatch(/\/app\/reset-password#./)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await inDialog(page, 'Done, show the user')
    const added = await site.auth.findUser('15912345678')
    await page.waitForURL(site.at(`/admin/users/${added?.id}`))
    const token = new URL(link).hash.slice(1)
    await site.auth.resetPassword(token, password)
    await expect(site.auth.resetPassword(token, password)).rejects.toMatchObject({
      code: 'reset_token_invalid',
    })
    await site.auth.login({ phone: '15912345678', password })
  })
})

describe('the profile of somebody', () => {
  it('is changed, and only what was changed', async () => {
    const { site, person, page, user } = await opened()
    await site.auth.updateManagedUser(person.id, { intro: 'kept\nas it is' })
    await page.goto(site.at(`/admin/users/${person.id}?tab=profile`))
    await page.locator('input[name=name]').fill('another <b>name</b>')
    await page.locator('input[name=level]').fill('seven')
    await page.getByText('Enter a whole number or leave it empty.').waitFor()
    await page.locator('input[name=level]').fill('-7')
    await page.getByRole('region', { name: 'Profile' }).getByRole('button').click()
    await page.getByRole('heading', { name: 'another <b>name</b>', level: 1 }).waitFor()
    expect(await user()).toMatchObject({
      name: 'another <b>name</b>',
      intro: 'kept\nas it is',
      level: -7,
    })
    const { items } = await site.auth.searchAudit({ userId: person.id, event: 'user_updated' })
    expect(items[0]?.detail).toEqual({
      fields: 'name level',
      name: 'another <b>name</b>',
      name_before: '李四',
      level: '-7',
      level_before: '0',
    })
  })

  it('of nobody says so', async () => {
    const { site, page } = await opened()
    for (const id of ['nobody', '%20', 'x'.repeat(200), '%3Cb%3E']) {
      await page.goto(site.at(`/admin/users/${id}`))
      await page.getByRole('heading', { name: 'User not found' }).waitFor()
    }
  })
})

describe('the roles of somebody', () => {
  it('are given and taken; one’s own are asked about once more', async () => {
    const { site, admin, page, user } = await opened()
    const roles = page.getByRole('region', { name: 'Roles' })
    await page.getByRole('tab', { name: 'Roles' }).click()
    await page.getByLabel('editor', { exact: true }).check()
    await roles.getByRole('button').click()
    await expect.poll(async () => (await user())?.roles).toEqual(['editor'])

    await page.goto(site.at(`/admin/users/${admin.id}?tab=roles`))
    await page.getByText('This is you').waitFor()
    for (const name of ['Ban', 'Delete user', 'Reset password', 'Kick out everywhere']) {
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0)
    }
    // The last one who may do everything stays so.
    await site.person({ permissions: everything })
    const [own = ''] = (await site.auth.findUser(admin.id))?.roles ?? []
    await page.getByLabel(own, { exact: true }).uncheck()
    await roles.getByRole('button').click()
    await inDialog(page, 'Cancel')
    expect((await site.auth.findUser(admin.id))?.roles).toEqual([own])
    await roles.getByRole('button').click()
    await inDialog(page, 'Remove my role')
    await page.getByRole('heading', { name: 'Permission denied' }).waitFor()
    expect((await site.auth.findUser(admin.id))?.roles).toEqual([])
    expect(await page.getByRole('navigation').getByText('Users').count()).toBe(0)
  })
})

it('a role that was deleted while the page is open keeps nobody from changing the others', async () => {
  const { site, person, page, user } = await opened()
  await site.auth.putRole({ name: 'gone', permissions: [] })
  await site.auth.updateManagedUser(person.id, { roles: ['gone'] })
  await page.goto(site.at(`/admin/users/${person.id}?tab=roles`))
  await page.getByLabel('gone', { exact: true }).waitFor()
  await site.auth.deleteRole('gone')
  await page.reload()
  await page.getByLabel('editor', { exact: true }).check()
  expect(await page.getByLabel('gone', { exact: true }).count()).toBe(0)
  await page.getByRole('region', { name: 'Roles' }).getByRole('button').click()
  await expect.poll(async () => (await user())?.roles).toEqual(['editor'])
})

describe('a ban', () => {
  it('signs the open page of the banned out and refuses them, until it is lifted', async () => {
    const { site, person, page, user } = await opened()
    const theirs = await site.visitAs(person, '/account')
    await press(page, 'Ban')
    await page.getByLabel('7 days').check()
    await page.locator('input[name=reason]').fill('spam <script>')
    await inDialog(page, 'Ban')
    const facts = page.getByRole('region', { name: 'Access' })
    await facts.getByText('spam <script>').waitFor()
    await page.getByText('No open sessions.').waitFor()
    const { ban } = (await user()) ?? {}
    expect(Math.round((Number(ban?.until) - Number(ban?.since)) / 86_400_000)).toBe(7)

    await theirs.waitForURL(/\/sign-in/)
    await theirs.getByText('The account is banned').waitFor()
    await signIn(theirs, person.phone)
    await theirs.getByRole('alert').filter({ hasText: 'The account is banned' }).waitFor()

    await press(page, 'Lift ban')
    await page.getByText('Not banned.').waitFor()
    await expect
      .poll(() => page.evaluate('document.activeElement.textContent'))
      .toContain('Not banned.')
    await signIn(theirs, person.phone)
    await theirs.waitForURL(site.at('/account'))
  })

  it.each(languages)('is made by keyboard alone (%s)', async (language) => {
    const { page, user } = await opened(everything, { language })
    const words = language === 'en' ? ['Ban', 'Permanent'] : ['封禁', '永久']
    const [ban = '', forGood = ''] = words
    const button = page.getByRole('button', { name: ban, exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.keyboard.press('Escape')
    await dialogOf(page).waitFor({ state: 'detached' })
    await expect.poll(() => page.locator(':focus').textContent()).toMatch(ban)

    await page.keyboard.press('Space')
    await dialogOf(page).waitFor()
    const focused = () => page.evaluate<string>('document.activeElement.value ?? ""')
    for (let n = 0; n < 9 && (await focused()) !== 'day'; n += 1) await page.keyboard.press('Tab')
    for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowDown')
    expect(await page.getByLabel(forGood).isChecked()).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.type('by keyboard')
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor({ state: 'detached' })
    expect((await user())?.ban).toMatchObject({ until: null, reason: 'by keyboard' })
    await expectAccessible(page)
  })

  it('until a moment is in the reader’s time zone, and never in the past', async () => {
    const { page, user } = await opened()
    await press(page, 'Ban')
    await page.getByLabel('Until …').check()
    const zone = await page.evaluate<string>('Intl.DateTimeFormat().resolvedOptions().timeZone')
    await page.getByText(`In your time zone: ${zone}`).waitFor()
    const until = page.locator('input[name=until]')
    await until.fill('2001-02-03T04:05')
    await inDialog(page, 'Ban')
    await page.getByText('Choose a time in the future.').waitFor()
    expect((await user())?.ban).toBeNull()
    await until.fill('2999-02-03T04:05')
    await inDialog(page, 'Ban')
    await dialogOf(page).waitFor({ state: 'detached' })
    const wanted = await page.evaluate<number>('new Date("2999-02-03T04:05").getTime()')
    expect((await user())?.ban?.until).toBe(wanted)
  })
})

describe('a link to reset a password', () => {
  it('is shown once and kept nowhere, and works once in another browser', async () => {
    const { site, person, page } = await opened()
    await press(page, 'Reset password')
    await inDialog(page, 'Create link')
    const field = page.getByLabel('Link for this person')
    const link = await field.inputValue()
    expect(link.startsWith(site.at('/reset-password#'))).toBe(true)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await inDialog(page, 'Copy')
    await dialogOf(page).getByText('Copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link)
    await dialogOf(page).getByRole('button', { name: 'Close' }).last().click()
    await field.waitFor({ state: 'detached' })
    const token = new URL(link).hash.slice(1)
    const kept =
      'JSON.stringify([localStorage, sessionStorage, document.documentElement.outerHTML])'
    expect(await page.evaluate(kept)).not.toContain(token)

    const changed = 'another long phrase'
    const theirs = await (await site.browser()).newPage()
    await theirs.goto(link)
    await theirs.locator('input[name=new_password]').fill(changed)
    const answered = theirs.waitForResponse((reply) => reply.url().endsWith('/password-reset'))
    await theirs.keyboard.press('Enter')
    expect((await answered).status()).toBe(200)
    await site.auth.login({ phone: person.phone, password: changed })
    await expect(site.auth.resetPassword(token, password)).rejects.toMatchObject({
      code: 'reset_token_invalid',
    })
  })
})

describe('the sessions of somebody', () => {
  it('are ended one by one, or all of them', async () => {
    const { site, person, page } = await opened()
    const origin = (device: string) => ({ device, address: '192.0.2.7' })
    const given = { phone: person.phone, password }
    await site.auth.login(given, origin('<i>phone</i>'))
    const theirs = await site.visitAs(person, '/account')
    await page.reload()
    const sessions = page.getByRole('region', { name: 'Sessions' })
    await sessions.getByText('Open sessions: 2').waitFor()
    await sessions.getByText('192.0.2.7').waitFor()
    await page.getByRole('button', { name: 'Kick out <i>phone</i>' }).click()
    await page.getByText('The session on <i>phone</i> ends immediately.').waitFor()
    await expectAccessible(page)
    await inDialog(page, 'Kick out')
    await sessions.getByText('Open sessions: 1').waitFor()
    await expect
      .poll(() => page.evaluate('document.activeElement.textContent'))
      .toBe('Open sessions: 1')
    await theirs.reload()
    await theirs.locator('h1').waitFor()
    expect(theirs.url()).toBe(site.at('/account'))

    await press(page, 'Kick out everywhere')
    await inDialog(page, 'Kick out')
    await sessions.getByText('No open sessions.').waitFor()
    await theirs.waitForURL(/\/sign-in/)
    await theirs.getByText('An administrator ended your session').waitFor()
    expect(await site.auth.sessions(person.id)).toEqual([])
  })
})

describe('deleting somebody', () => {
  it('asks for their phone number, and leads back to the list', async () => {
    const { site, page, user } = await opened()
    const { phone = '' } = (await user()) ?? {}
    await press(page, 'Delete user')
    await expectAccessible(page)
    await expectFitsPhone(page)
    const field = page.locator('input[name=confirmation]')
    await field.fill('13900000000')
    await inDialog(page, 'Delete permanently')
    await page.getByText('This is not the phone number.').waitFor()
    expect(await user()).not.toBeNull()
    await field.fill(phone ?? '')
    await inDialog(page, 'Delete permanently')
    await page.waitForURL(site.at('/admin/users'))
    expect(await user()).toBeNull()
  })
})
