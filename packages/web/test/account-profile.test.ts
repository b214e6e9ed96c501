import naughty from 'big-list-of-naughty-strings' with { type: 'json' }
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const nameIn = (page: Page) => page.locator('input[name=name]')
const introIn = (page: Page) => page.locator('textarea[name=intro]')
const save = (page: Page) => page.locator('form button[type=submit]').click()

/** What a server accepts of the list as a name: up to 64 characters, no control characters. */
const names = (naughty as string[]).filter(
  (text) => text.trim() === text && /^\P{Cc}{1,64}$/u.test(text) && /[<>&"'{}\u202e]/.test(text),
)

describe.each(languages)('the profile (%s)', (language) => {
  it('shows what is known of somebody, and keeps the name and introduction they give', async () => {
    const site = await openSite()
    const person = await site.person({ name: '李四', permissions: ['user:read'] })
    const page = await site.visitAs(person, '/account', { language })
    await page.getByText(person.phone.slice(-11)).waitFor()
    await page.getByText(/role-\d/).waitFor()
    expect(await nameIn(page).inputValue()).toBe('李四')
    await nameIn(page).fill('  王五 ')
    await introIn(page).fill('first line\nsecond line')
    await nameIn(page).press('Enter')
    await page.getByText(language === 'en' ? 'Your profile was saved' : '个人资料已保存').waitFor()
    expect(await site.auth.findUser(person.id)).toMatchObject({
      name: '王五',
      intro: 'first line\nsecond line',
    })
    await page
      .getByRole('button', { name: language === 'en' ? 'Account menu' : '账号菜单' })
      .waitFor()
    expect(await page.locator('header .name.written').textContent()).toBe('王五')
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.reload()
    await expect.poll(() => introIn(page).inputValue()).toBe('first line\nsecond line')
  })
})

describe('a profile', () => {
  it('shows what people wrote as text, whatever it is (attack A225)', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account')
    expect(names.length).toBeGreaterThan(50)
    const chosen = names.filter((_name, n) => n % 12 === 0)
    for (const name of chosen) {
      await nameIn(page).fill(name)
      await introIn(page).fill(`${name}\n${name}`)
      const saved = page.waitForResponse((reply) => reply.request().method() === 'PUT')
      await save(page)
      expect((await saved).status(), name).toBe(200)
      await expect.poll(() => page.locator('header .name.written').textContent()).toBe(name)
    }
    const last = chosen.at(-1)
    await page.reload()
    await expect.poll(() => nameIn(page).inputValue()).toBe(last)
    expect(await page.locator('header .name *').count()).toBe(0)
    await expectFitsPhone(page)
  })

  it('says at the field what is wrong, and loses nothing that was typed', async () => {
    const site = await openSite()
    const person = await site.person({ name: '李四' })
    const page = await site.visitAs(person, '/account')
    await nameIn(page).fill(' ')
    await introIn(page).fill('字'.repeat(513))
    await save(page)
    await page.getByText('Enter a name.').waitFor()
    await page.getByText('At most 512 characters.').waitFor()
    expect(await nameIn(page).evaluate((field) => field === document.activeElement)).toBe(true)
    // Characters are counted as the server does: an emoji is one.
    await nameIn(page).fill('😀'.repeat(64))
    await introIn(page).fill('😀'.repeat(512))
    await save(page)
    await expect.poll(async () => (await site.auth.findUser(person.id))?.intro).toHaveLength(1024)
    expect((await site.auth.findUser(person.id))?.name).toBe('😀'.repeat(64))
    await page.getByText('Your profile was saved').waitFor()
    await introIn(page).fill('')
    await save(page)
    await expect.poll(async () => (await site.auth.findUser(person.id))?.intro).toBe(null)
  })

  it('asks before changes are left behind, and says at once what is too long', async () => {
    const site = await openSite()
    const person = await site.person({ name: '李四' })
    const page = await site.visitAs(person, '/account')
    const away = () => page.getByRole('navigation').getByRole('link', { name: 'Devices' }).click()
    const dialog = page.getByRole('dialog')
    await page.getByText('Member since').waitFor()
    // What means nothing to somebody without any is not there.
    expect(await page.locator('main dt').allInnerTexts()).toEqual(['Phone number', 'Member since'])
    await introIn(page).fill('字'.repeat(513))
    await page.getByText('At most 512 characters.').waitFor()
    await introIn(page).fill('not saved')
    await away()
    await dialog.getByText('Discard your changes?').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(page.url()).toBe(site.at('/account'))
    expect(await introIn(page).inputValue()).toBe('not saved')

    await away()
    await dialog.getByRole('button', { name: 'Discard changes' }).click()
    await page.waitForURL(site.at('/account/devices'))
    await page.goto(site.at('/account'))
    await introIn(page).fill('saved')
    await save(page)
    await page.getByText('Your profile was saved').waitFor()
    await away()
    await page.waitForURL(site.at('/account/devices'))

    // Whoever is signed out goes, whatever they had typed.
    await page.goto(site.at('/account'))
    await introIn(page).fill('never saved')
    await site.auth.kickOut(person.id)
    await page.waitForURL(/sign-in/)
  })

  it('keeps what is typed while it is being saved', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account')
    let goOn = (): void => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    await page.route('**/v1/me', async (route) => {
      if (route.request().method() === 'PUT') await held
      await route.continue()
    })
    await introIn(page).fill('first')
    await save(page)
    await introIn(page).fill('first and second')
    goOn()
    await page.getByText('Your profile was saved').waitFor()
    expect(await introIn(page).inputValue()).toBe('first and second')
    expect((await site.auth.findUser(person.id))?.intro).toBe('first')
  })

  it('keeps what was typed when the server cannot be reached, and saves it then', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account')
    await nameIn(page).fill('offline')
    await page.context().setOffline(true)
    await save(page)
    await page.getByText('The server could not be reached').waitFor({ timeout: 30_000 })
    expect(await nameIn(page).inputValue()).toBe('offline')
    await page.context().setOffline(false)
    await save(page)
    await expect.poll(async () => (await site.auth.findUser(person.id))?.name).toBe('offline')
  })
})
