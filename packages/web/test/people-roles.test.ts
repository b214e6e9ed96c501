import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

/** What changes something: neither looks at another part of the page nor takes a text along. */
const acting = 'button:not([role=tab]):not(.copy), input, textarea'

const dialogOf = (page: Page) => page.getByRole('dialog')
const inDialog = (page: Page, name: string) =>
  dialogOf(page).getByRole('button', { name, exact: true }).click()

describe('roles', () => {
  it('are made, changed and deleted; making one changes none that is there', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/roles')
    const held = async () => (await site.auth.roles()).find(({ name }) => name === 'support')
    await page.getByRole('button', { name: 'New role' }).click()
    await page.locator('input[name=role]').fill('Support!')
    await inDialog(page, 'Save')
    await page.locator('[aria-invalid=true]').waitFor()
    await page.locator('input[name=role]').fill('admin')
    await inDialog(page, 'Save')
    await page.getByText('A role with this name already exists.').waitFor()

    await page.locator('input[name=role]').fill('support')
    await page.getByLabel('session:*', { exact: true }).check()
    expect(await page.getByLabel('session:end', { exact: true }).isChecked()).toBe(true)
    expect(await page.getByLabel('session:end', { exact: true }).isDisabled()).toBe(true)
    await page.getByLabel('user:read', { exact: true }).check()
    await page.locator('textarea[name=own]').fill('article:*\nArticle')
    await inDialog(page, 'Save')
    await page.getByText('“Article” is not a permission').waitFor()
    await page.locator('textarea[name=own]').fill('article:*, comment:edit')
    await inDialog(page, 'Save')
    await page.getByRole('heading', { name: 'support' }).waitFor()
    const all = ['article:*', 'comment:edit', 'session:*', 'user:read']
    expect((await held())?.permissions).toEqual(all)
    await page.getByText('see users: profile, roles and ban').waitFor()

    await page.getByRole('button', { name: 'Edit support' }).click()
    expect(await page.locator('textarea[name=own]').inputValue()).toBe('article:*\ncomment:edit')
    await page.getByLabel('session:*', { exact: true }).uncheck()
    await inDialog(page, 'Save')
    await dialogOf(page).waitFor({ state: 'detached' })
    expect((await held())?.permissions).toEqual(all.filter((one) => one !== 'session:*'))

    await page.getByRole('button', { name: 'Delete support?' }).click()
    await inDialog(page, 'Delete role')
    await page.getByRole('heading', { name: 'support' }).waitFor({ state: 'detached' })
    expect(await held()).toBeUndefined()
    expect(await page.getByRole('button', { name: /^(Change|Delete) admin/ }).count()).toBe(0)
  })

  it('are read by groups with how much of each is held, and lead to their holders', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    await site.auth.putRole({ name: 'staff', permissions: ['session:*', 'role:read', 'a:b'] })
    await site.auth.createUser({ phone: '13812345678', password, name: 'Li', roles: ['staff'] })
    const page = await site.visitAs(admin, '/account')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.getByRole('link', { name: 'Roles', exact: true }).click()
    const card = page.getByRole('region', { name: 'staff' })
    await card.getByRole('heading', { name: 'Sessions 2/2' }).waitFor()
    await card.getByText('all of these, including future ones').waitFor()
    await card.getByRole('heading', { name: 'Roles 1/3' }).waitFor()
    await card.getByText('a:b').waitFor()
    const holders = card.getByRole('link', { name: '1 user with the role staff' })
    await holders.waitFor()
    // However many roles there are, they are asked for once, and nobody is searched for.
    expect(asked.filter((path) => path === '/v1/roles')).toHaveLength(1)
    expect(asked).not.toContain('/v1/users')
    await holders.click()
    await page.waitForURL(site.at('/admin/users?role=staff'))
    await page.getByRole('link', { name: 'Li', exact: true }).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(1)
  })

  it('may begin with a preset, of which nobody is offered more than they hold', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/roles')
    await page.getByRole('button', { name: 'New role' }).click()
    await inDialog(page, 'Auditor')
    expect(await page.locator('input[name=role]').inputValue()).toBe('auditor')
    await dialogOf(page).getByText('Sessions 1/2').waitFor()
    await inDialog(page, 'Support')
    expect(await page.locator('input[name=role]').inputValue()).toBe('support')
    await page.locator('input[name=role]').fill('help-desk')
    await inDialog(page, 'Support')
    await inDialog(page, 'Save')
    await page.getByRole('heading', { name: 'help-desk' }).waitFor()
    const made = (await site.auth.roles()).find(({ name }) => name === 'help-desk')
    const all = ['session:end', 'session:read', 'user:ban', 'user:read', 'user:reset_password']
    expect([...(made?.permissions ?? [])].sort()).toEqual(all)

    const some = await site.person({ permissions: ['role:*', 'session:read'] })
    const other = await site.visitAs(some, '/admin/roles')
    await other.getByRole('button', { name: 'New role' }).click()
    await inDialog(other, 'Support')
    await dialogOf(other).getByText('Sessions 1/2').waitFor()
    expect(await dialogOf(other).locator('input:checked').count()).toBe(1)
  })

  it('a permission with a blank in it is refused at its field, and never becomes two', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/roles')
    await page.getByRole('button', { name: 'New role' }).click()
    await page.locator('input[name=role]').fill('writer')
    const own = page.locator('textarea[name=own]')
    for (const wrong of ['article edit', 'article: edit', 'article\tedit', 'article\u3000edit']) {
      await own.fill(`comment:edit\n${wrong}`)
      await inDialog(page, 'Save')
      await page.locator('textarea[name=own][aria-invalid=true]:focus').waitFor()
      await page.getByText('has a blank in it').waitFor()
      expect(await own.inputValue()).toBe(`comment:edit\n${wrong}`)
    }
    expect((await site.auth.roles()).map(({ name }) => name)).not.toContain('writer')
    await own.fill('  comment:edit \n\narticle:edit，note:read ; note:write,')
    await inDialog(page, 'Save')
    await page.getByRole('heading', { name: 'writer' }).waitFor()
    const made = (await site.auth.roles()).find(({ name }) => name === 'writer')
    const all = ['article:edit', 'comment:edit', 'note:read', 'note:write']
    expect([...(made?.permissions ?? [])].sort()).toEqual(all)
  })

  it.each(languages)('are readable for everybody (%s)', async (language) => {
    const site = await openSite()
    await site.auth.putRole({ name: 'long', permissions: ['article:'.repeat(15).slice(0, -1)] })
    const admin = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/roles', { language })
    await page.getByRole('heading', { name: 'long' }).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    const create = { en: 'New role', 'zh-CN': '新建角色' } as const
    await page.getByRole('button', { name: create[language] }).click()
    await expectAccessible(page)
    await expectFitsPhone(page)
  })
})

describe('who may not', () => {
  it('sees nothing of it, and is told so at the address', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account')
    expect(await page.getByRole('navigation').getByText('Users').count()).toBe(0)
    for (const path of ['/admin/users', `/admin/users/${person.id}`, '/admin/roles']) {
      await page.goto(site.at(path))
      await page.getByRole('heading', { name: 'Permission denied' }).waitFor()
      await expectAccessible(page)
    }
  })

  it('change is offered to look: no button, no field', async () => {
    const site = await openSite()
    const person = await site.person({ name: 'somebody' })
    const reader = await site.person({ permissions: ['user:read', 'role:read', 'session:read'] })
    const page = await site.visitAs(reader, `/admin/users/${person.id}`)
    await page.getByRole('heading', { name: 'somebody' }).waitFor()
    await page.getByText('No open sessions.').waitFor()
    for (const tab of ['Roles', 'Profile', 'Security', 'Sessions']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.locator(`[role=tab][aria-selected=true]`, { hasText: tab }).waitFor()
      expect(await page.locator('main').locator(acting).count(), tab).toBe(0)
    }
    await page.goto(site.at('/admin/users'))
    await page.locator('tbody a').first().waitFor()
    // What is offered narrows the list or takes it along.
    expect(await page.locator('main').getByRole('button').allInnerTexts()).toEqual(['Export CSV'])
    expect(await page.locator('main').getByRole('checkbox').count()).toBe(0)
    await page.goto(site.at('/admin/roles'))
    await page.getByRole('heading', { name: 'admin' }).waitFor()
    expect(await page.locator('main').getByRole('button').count()).toBe(0)
  })

  it('do more is offered nothing against who may, and no role that holds more (attack A134)', async () => {
    const site = await openSite()
    const boss = await site.person({ name: 'boss', permissions: ['*'] })
    const person = await site.person({ name: 'somebody' })
    const support = await site.person({ permissions: ['user:*', 'role:*', 'session:*'] })
    const page = await site.visitAs(support, `/admin/users/${boss.id}`)
    await page.getByText('This user holds more permissions than you').waitFor()
    expect(await page.locator('main').locator(acting).count()).toBe(0)
    await page.goto(site.at(`/admin/users/${person.id}?tab=roles`))
    await page.getByLabel('admin', { exact: true }).waitFor()
    expect(await page.getByLabel('admin', { exact: true }).isDisabled()).toBe(true)
    await page.goto(site.at('/admin/roles'))
    await page.getByRole('button', { name: 'New role' }).click()
    for (const permission of ['*', 'audit:read', 'key:*']) {
      expect(await page.getByLabel(permission, { exact: true }).isDisabled()).toBe(true)
    }
    expect(await page.getByLabel('user:*', { exact: true }).isDisabled()).toBe(false)
  })

  it('any more, since the page was opened, is told so', async () => {
    const site = await openSite()
    const person = await site.person({ name: 'somebody' })
    const support = await site.person({ permissions: ['user:*'] })
    const page = await site.visitAs(support, `/admin/users/${person.id}`)
    await page.getByRole('button', { name: 'Ban', exact: true }).click()
    await site.auth.updateManagedUser(support.id, { roles: [] })
    await page.locator('input[name=reason]').fill('kept')
    await inDialog(page, 'Ban')
    await page.getByRole('alert').filter({ hasText: 'Your roles do not allow this' }).waitFor()
    expect(await page.locator('input[name=reason]').inputValue()).toBe('kept')
    expect((await site.auth.findUser(person.id))?.ban).toBeNull()
  })
})
