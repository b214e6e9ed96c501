import { describe, expect, it } from 'vitest'
import { languages, openSite, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

describe.each(languages)('the frame (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('has its header as wide as what stands below, and says what is missing in a card', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    const page = await site.visitAs(admin, '/admin/users/nobody', { language, width: 1600 })
    await page.getByRole('heading', { name: said('User not found', '用户不存在') }).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    const brand = await page.locator('.brand').boundingBox()
    const navigation = await page.getByRole('navigation').boundingBox()
    expect(brand?.x).toBe(navigation?.x)
    await page.getByRole('link', { name: said('All users', '全部用户') }).click()
    await page.waitForURL(site.at('/admin/users'))

    await page.goto(site.at('/admin/audit?event=key_revoked'))
    await page.getByText(said('No entries match', '没有符合条件的记录')).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: said('Show all', '显示全部') }).click()
    await page.locator('tbody tr').first().waitFor()
  })
})

describe('what a page says shortly', () => {
  it('is at most three things, and a ban is taken back from it', async () => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    const person = await site.person({ name: '李四' })
    const page = await site.visitAs(admin, `/admin/users/${person.id}`)
    const shown = page.locator('.toast')
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await press('Ban')
    await page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click()
    const said = shown.filter({ hasText: '李四 is banned' })
    await said.locator('svg').first().waitFor()
    await expectAccessible(page)
    await said.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Not banned.').waitFor()
    expect((await site.auth.findUser(person.id))?.ban).toBeNull()

    await page.getByRole('tab', { name: 'Profile' }).click()
    const save = page.getByRole('region', { name: 'Profile' }).getByRole('button')
    for (let n = 0; n < 4; n += 1) {
      const saved = page.waitForResponse((reply) => reply.request().method() === 'PATCH')
      await page.locator('input[name=level]').fill(String(n + 1))
      await save.click()
      await saved
      await expect.poll(() => save.getAttribute('aria-busy')).not.toBe('true')
    }
    await shown.filter({ hasText: 'The profile of 李四 was saved' }).nth(2).waitFor()
    expect(await shown.count()).toBe(3)
  })
})
