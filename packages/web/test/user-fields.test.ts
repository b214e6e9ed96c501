import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { UserFieldsSchema } from 'ztoken'
import { languages, openSite, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const userFields: UserFieldsSchema = {
  type: 'object',
  properties: {
    department: {
      ...{ type: 'string', maxLength: 40 },
      'x-ztoken': { label: { en: 'Department', 'zh-CN': '部门' } },
    },
    birthday: { type: 'string', format: 'date', title: 'Birthday' },
    newsletter: { type: 'boolean', title: 'Newsletter' },
    size: { type: 'string', enum: ['S', 'M'], title: 'Size' },
    age: { type: 'integer', minimum: 0, title: 'Age' },
    employee: { type: 'integer', title: 'Number', 'x-ztoken': { write: 'admin' } },
    note: { type: 'string', title: 'Note', 'x-ztoken': { read: 'admin' } },
  },
}

const input = (page: Page, name: string) => page.locator(`[name="fields.${name}"]`)
const saved = (language: string) =>
  language === 'en' ? 'Your further details were saved' : '更多资料已保存'

describe.each(languages)('own fields on the pages (%s)', (language) => {
  it('are on the profile as inputs of their kinds, with what is wrong at the field', async () => {
    const site = await openSite({ userFields })
    const person = await site.person()
    await site.auth.updateManagedUser(person.id, { fields: { employee: 17, note: 'late' } })
    const page = await site.visitAs(person, '/account', { language })
    await page.getByLabel(language === 'en' ? 'Department' : '部门').fill('R&D')
    await input(page, 'birthday').fill('1990-02-28')
    await input(page, 'newsletter').check()
    await input(page, 'size').selectOption('M')
    await input(page, 'age').fill('old')
    await page.getByText('17', { exact: true }).waitFor()
    expect(await input(page, 'employee').count()).toBe(0)
    expect(await page.getByText('late').count()).toBe(0)
    await input(page, 'age').press('Enter')
    await expect.poll(() => input(page, 'age').getAttribute('aria-invalid')).toBe('true')
    expect((await site.auth.findUser(person.id))?.fields).toEqual({ employee: 17, note: 'late' })
    await expectAccessible(page)
    await expectFitsPhone(page)
    await input(page, 'age').fill('35')
    await input(page, 'age').press('Enter')
    await page.getByText(saved(language)).waitFor()
    const kept = { department: 'R&D', birthday: '1990-02-28', newsletter: true, size: 'M', age: 35 }
    const user = await site.auth.findUser(person.id)
    expect(user?.fields).toEqual({ ...kept, employee: 17, note: 'late' })
    await page.reload()
    await expect.poll(() => input(page, 'department').inputValue()).toBe('R&D')
    await input(page, 'size').selectOption('')
    await input(page, 'newsletter').uncheck()
    await input(page, 'age').press('Enter')
    await page.getByText(saved(language)).waitFor()
    const { size: _, ...rest } = kept
    await expect
      .poll(async () => (await site.auth.findUser(person.id))?.fields)
      .toEqual({ ...rest, newsletter: false, employee: 17, note: 'late' })
  })
})

describe('own fields', () => {
  it('that are required are asked for where somebody registers', async () => {
    const site = await openSite({ userFields: { ...userFields, required: ['department', 'size'] } })
    const page = await site.visit('/register')
    await page.locator('input[name=phone]').fill('13900139000')
    await page.locator('input[name=password]').fill('a long enough phrase')
    await page.locator('form button[type=submit]').click()
    await expect.poll(() => input(page, 'department').getAttribute('aria-invalid')).toBe('true')
    expect(await input(page, 'birthday').count()).toBe(0)
    await input(page, 'department').fill('R&D')
    await input(page, 'size').selectOption('S')
    await page.locator('form button[type=submit]').click()
    await expect
      .poll(async () => (await site.auth.findUser('13900139000'))?.fields)
      .toEqual({ department: 'R&D', size: 'S' })
  })

  it.each([
    ['Add user', 'Add user'],
    ['Invite', 'Add and create link'],
  ])(
    'are given to somebody new by an administrator (%s), with what is wrong at the field',
    async (open, submit) => {
      const site = await openSite({ userFields })
      const admin = await site.person({ permissions: ['user:*'] })
      const page = await site.visitAs(admin, '/admin/users')
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: open, exact: true }).click()
      await input(page, 'employee').fill('many')
      await dialog.locator('input[name=phone]').fill('13900139000')
      const password = dialog.locator('input[name=password]')
      if (open === 'Add user') await password.fill('a long enough phrase')
      await dialog.getByRole('button', { name: submit, exact: true }).click()
      await expect.poll(() => input(page, 'employee').getAttribute('aria-invalid')).toBe('true')
      expect(await site.auth.findUser('13900139000')).toBeNull()
      await expectAccessible(page)
      await expectFitsPhone(page)
      await input(page, 'employee').fill('17')
      await input(page, 'note').fill('new')
      await input(page, 'newsletter').check()
      await dialog.getByRole('button', { name: submit, exact: true }).click()
      await expect
        .poll(async () => (await site.auth.findUser('13900139000'))?.fields)
        .toEqual({ employee: 17, note: 'new', newsletter: true })
    },
  )

  it('are changed by an administrator, all of them, and are in the file of users', async () => {
    const site = await openSite({ userFields })
    const person = await site.person()
    const admin = await site.person({ permissions: ['user:read', 'user:edit'] })
    const page = await site.visitAs(admin, `/admin/users/${person.id}?tab=profile`)
    await input(page, 'note').fill('late')
    await input(page, 'employee').fill('4')
    await input(page, 'employee').press('Enter')
    await page.getByText('The further details of 张三 were saved').waitFor()
    expect((await site.auth.findUser(person.id))?.fields).toEqual({ note: 'late', employee: 4 })
    await page.goto(page.url().replace(/users\/.*/, 'users'))
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    expect(text).toMatch(/fields\.employee/)
    expect(text).toMatch(/late/)
  })
})
