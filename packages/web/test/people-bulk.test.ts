import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

async function addPeople(site: Site, names: readonly string[]): Promise<void> {
  const adding = site.auth.createImport({ dryRun: false })
  for (const [n, name] of names.entries()) {
    const profile = { avatar: null, intro: null, level: null, passwordHash: null }
    await adding.add({ id: `a${n}`, phone: `1500000000${n}`, name, ...profile })
  }
}

const namesIn = (page: Page): Promise<string[]> => page.locator('tbody a').allTextContents()

async function opened(names: readonly string[], path = '/admin/users') {
  const site = await openSite()
  await addPeople(site, names)
  const admin = await site.person({ name: 'zz', permissions: ['*'] })
  return { site, admin, page: await site.visitAs(admin, path) }
}

const words = {
  en: { total: '4 users', none: 'No users match these filters.', clear: 'Clear filters' },
  'zh-CN': { total: '共 4 人', none: '没有符合条件的用户。', clear: '清除筛选' },
} as const

describe('the list of users', () => {
  it.each(languages)(
    'is filtered and put in order, counted, and each stands in the address (%s)',
    async (language) => {
      const site = await openSite()
      await addPeople(site, ['one', 'two', 'three'])
      await site.auth.ban('a1')
      await site.auth.createToken('a0')
      const admin = await site.person({ name: 'zz', permissions: ['*'] })
      const page = await site.visitAs(admin, '/admin/users', { language })
      await page.getByText(words[language].total).waitFor()
      expect(await namesIn(page)).toEqual(['zz', 'three', 'two', 'one'])
      await page.locator('select[name=order]').selectOption('last_sign_in')
      await expect.poll(() => namesIn(page)).toEqual(['zz', 'one'])
      await page.locator('select[name=order]').selectOption('oldest')
      await expect.poll(() => namesIn(page)).toEqual(['one', 'two', 'three', 'zz'])
      await page.locator('select[name=banned]').selectOption('true')
      await expect.poll(() => namesIn(page)).toEqual(['two'])
      expect(new URL(page.url()).search).toBe('?order=oldest&banned=true')
      await page.reload()
      await expect.poll(() => namesIn(page)).toEqual(['two'])
      await page.locator('select[name=verified]').selectOption('true')
      await page.getByText(words[language].none).waitFor()
      await page.getByRole('button', { name: words[language].clear }).click()
      await expect.poll(() => namesIn(page)).toEqual(['one', 'two', 'three', 'zz'])
      await page.locator('h1').click()
      await page.keyboard.press('/')
      expect(await page.locator('input[name=search]:focus').count()).toBe(1)
      await page.keyboard.type('150 0000 0002')
      await expect.poll(() => namesIn(page)).toEqual(['three'])
      await expectAccessible(page)
      await expectFitsPhone(page)
    },
  )

  it('does the same to several, tells of each, and takes back what can be', async () => {
    const { site, page, admin } = await opened(['one', 'two', 'three'])
    await site.auth.ban('a1', { reason: 'spam' })
    await page.reload()
    await page.getByRole('checkbox', { name: 'Select every user in the list' }).check()
    await page.getByText('4 selected').waitFor()
    await page.getByRole('checkbox', { name: 'Select one' }).uncheck()
    await page.getByRole('button', { name: 'Ban', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Ban 1 user?').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await dialog.getByRole('button', { name: 'Ban', exact: true }).click()
    // Nobody bans themselves, and who is banned stays so.
    await dialog.getByText('1 done, 0 failed.').waitFor()
    expect(await dialog.getByRole('listitem').count()).toBe(1)
    expect((await site.auth.findUser('a2'))?.ban).toMatchObject({ until: null })
    expect((await site.auth.findUser(admin.id))?.ban).toBeNull()
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await dialog.getByText('Undone').waitFor()
    expect((await site.auth.findUser('a2'))?.ban).toBeNull()
    await dialog.getByRole('button', { name: 'Close' }).last().click()

    await page.getByRole('checkbox', { name: 'Select two' }).check()
    await page.getByRole('button', { name: 'Lift bans' }).click()
    await dialog.getByRole('button', { name: 'Lift bans' }).click()
    await dialog.getByText('1 done, 0 failed.').waitFor()
    expect((await site.auth.findUser('a1'))?.ban).toBeNull()
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await dialog.getByText('Undone').waitFor()
    expect((await site.auth.findUser('a1'))?.ban).toMatchObject({ reason: 'spam' })
  })

  it('is given as a file of whoever fits, in which no name is a formula', async () => {
    const path = '/admin/users?order=oldest&search=150'
    const { page } = await opened(['=1+1', 'two, "too"', 'other'], path)
    await expect.poll(() => namesIn(page)).toHaveLength(3)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^ztoken-users-\d{8}T\d{6}\.csv$/)
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/^\ufeffid,name,phone,/)
    expect(lines[1]).toMatch(/^"a0","'=1\+1",/)
    expect(lines[2]).toContain('"two, ""too"""')
  })
})
