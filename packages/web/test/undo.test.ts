import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openSite, useChromium } from './browser.ts'
import { expectAccessible } from './looks.ts'

useChromium()

const toast = (page: Page, text: string) => page.locator('.toast').filter({ hasText: text })
const undo = (page: Page, text: string) =>
  toast(page, text).getByRole('button', { name: 'Undo' }).click()
const dialogs = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click()

async function opened(path: (id: string) => string, name = '张三') {
  const site = await openSite()
  const admin = await site.person({ name: 'Admin', permissions: ['*'] })
  const person = await site.person({ name })
  const page = await site.visitAs(admin, path(person.id))
  const user = async () => site.auth.findUser(person.id)
  return { site, admin, person, page, user }
}

describe('what was done', () => {
  it('is told of with the name of whom it was done to, as it is written', async () => {
    const name = '<b>张三</b> {n} | @:x'
    const { page } = await opened((id) => `/admin/users/${id}?tab=profile`, name)
    await page.locator('input[name=level]').fill('3')
    await page.locator('input[name=level]').press('Enter')
    await toast(page, `The profile of ${name} was saved`).waitFor()
    await expectAccessible(page)
  })

  it('to a profile is taken back, and the form shows what was', async () => {
    const { page, user } = await opened((id) => `/admin/users/${id}?tab=profile`)
    await page.locator('input[name=name]').fill('李四')
    await page.locator('input[name=level]').fill('3')
    await page.locator('input[name=level]').press('Enter')
    await undo(page, 'The profile of 李四 was saved')
    await toast(page, 'Undone: 李四 is as before').waitFor()
    expect(await user()).toMatchObject({ name: '张三', level: 0 })
    await expect.poll(() => page.locator('input[name=name]').inputValue()).toBe('张三')
    expect(await page.locator('input[name=level]').inputValue()).toBe('0')
  })

  it('is taken back after its page was left', async () => {
    const { page, user } = await opened((id) => `/admin/users/${id}?tab=profile`)
    await page.locator('input[name=name]').fill('李四')
    await page.locator('input[name=name]').press('Enter')
    await toast(page, 'The profile of 李四 was saved').waitFor()
    await page.getByRole('link', { name: 'Roles', exact: true }).click()
    await page.getByRole('heading', { name: 'Roles', level: 1 }).waitFor()
    await undo(page, 'The profile of 李四 was saved')
    await toast(page, 'Undone: 李四 is as before').waitFor()
    expect(await user()).toMatchObject({ name: '张三' })
  })

  it('with roles is told of one by one and taken back', async () => {
    const { site, page, person, user } = await opened((id) => `/admin/users/${id}?tab=roles`)
    for (const name of ['auditor', 'support']) {
      await site.auth.putRole({ name, permissions: ['audit:read'] })
    }
    await site.auth.updateManagedUser(person.id, { roles: ['auditor'] })
    await page.reload()
    await page.getByLabel('auditor', { exact: true }).uncheck()
    await page.getByLabel('support', { exact: true }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await undo(page, '张三 now has: support; no longer: auditor')
    await toast(page, 'Undone: 张三 is as before').waitFor()
    expect((await user())?.roles).toEqual(['auditor'])
    await expect.poll(() => page.getByLabel('auditor', { exact: true }).isChecked()).toBe(true)
  })

  it('is not taken back once somebody else has changed the same', async () => {
    const { site, page, person, user } = await opened((id) => `/admin/users/${id}?tab=profile`)
    await page.locator('input[name=name]').fill('李四')
    await page.locator('input[name=name]').press('Enter')
    await toast(page, 'The profile of 李四 was saved').waitFor()
    await site.auth.updateManagedUser(person.id, { name: '王五' })
    await undo(page, 'The profile of 李四 was saved')
    await toast(page, 'Not undone: 李四 has been changed since').waitFor()
    expect(await user()).toMatchObject({ name: '王五' })
    // What there is now is shown.
    await page.getByRole('heading', { name: '王五', level: 1 }).waitFor()
  })

  it('besides, by somebody else, stays when the rest is taken back', async () => {
    const { site, page, person, user } = await opened((id) => `/admin/users/${id}?tab=profile`)
    await page.locator('input[name=name]').fill('李四')
    await page.locator('input[name=name]').press('Enter')
    await toast(page, 'The profile of 李四 was saved').waitFor()
    await site.auth.updateManagedUser(person.id, { level: 7 })
    await undo(page, 'The profile of 李四 was saved')
    await toast(page, 'Undone').waitFor()
    expect(await user()).toMatchObject({ name: '张三', level: 7 })
  })

  it('with a ban is taken back both ways, and not over the ban of somebody else', async () => {
    const { site, page, person, user } = await opened((id) => `/admin/users/${id}`)
    await site.auth.ban(person.id, { reason: 'spam' })
    await page.reload()
    await page.getByRole('button', { name: 'Lift ban' }).click()
    await undo(page, 'The ban of 张三 was lifted')
    await toast(page, 'Undone: 张三 is as before').waitFor()
    expect((await user())?.ban).toMatchObject({ reason: 'spam', until: null })

    await page.getByRole('button', { name: 'Lift ban' }).click()
    await toast(page, 'The ban of 张三 was lifted').waitFor()
    await site.auth.ban(person.id, { reason: 'by another' })
    await undo(page, 'The ban of 张三 was lifted')
    await toast(page, 'Not undone: 张三 has been changed since').waitFor()
    expect((await user())?.ban).toMatchObject({ reason: 'by another' })
  })

  it('to a role is taken back, unless it was changed since', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    await site.auth.putRole({ name: 'support', permissions: ['user:read'] })
    const page = await site.visitAs(admin, '/admin/roles')
    const held = async () =>
      (await site.auth.roles()).find(({ name }) => name === 'support')?.permissions
    const give = async (permission: string) => {
      await page.getByRole('button', { name: 'Edit support' }).click()
      await page.getByLabel(permission, { exact: true }).check()
      await dialogs(page, 'Save')
    }
    await give('audit:read')
    await undo(page, 'The role support was saved')
    await toast(page, 'Undone: support is as before').waitFor()
    expect(await held()).toEqual(['user:read'])

    await page.locator('.toast .cross').first().click()
    await give('audit:read')
    await toast(page, 'The role support was saved').waitFor()
    await site.auth.putRole({ name: 'support', permissions: ['role:read'] })
    await undo(page, 'The role support was saved')
    await toast(page, 'Not undone: support has been changed since').waitFor()
    expect(await held()).toEqual(['role:read'])
  })

  it('to oneself is taken back from the profile', async () => {
    const site = await openSite()
    const person = await site.person({ name: '张三' })
    const page = await site.visitAs(person, '/account')
    await page.locator('input[name=name]').fill('李四')
    await page.locator('input[name=name]').press('Enter')
    await undo(page, 'Your profile was saved')
    await toast(page, 'Undone').waitFor()
    expect((await site.auth.findUser(person.id))?.name).toBe('张三')
    await expect.poll(() => page.locator('input[name=name]').inputValue()).toBe('张三')
  })

  it('for good offers no way back: the question says so, and the toast whom it met', async () => {
    const { site, page, person } = await opened((id) => `/admin/users/${id}`)
    await site.visitAs(person, '/account')
    await page.reload()
    await page.getByRole('button', { name: 'Kick out everywhere' }).click()
    await page.getByRole('dialog').getByText('Kick 张三 out everywhere?').waitFor()
    await page.getByRole('dialog').getByText('This cannot be undone').waitFor()
    await dialogs(page, 'Kick out')
    await toast(page, '张三 was signed out on 1 device').waitFor()
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
  })

  it('is told to nobody who signs in next', async () => {
    const { page } = await opened((id) => `/admin/users/${id}?tab=profile`)
    await page.locator('input[name=name]').fill('李四')
    await page.locator('input[name=name]').press('Enter')
    await toast(page, 'The profile of 李四 was saved').waitFor()
    await page.getByRole('button', { name: 'Account menu' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/sign-in/)
    expect(await page.locator('.toast').count()).toBe(0)
  })
})
