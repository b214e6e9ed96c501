import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const permissions = ['audit:read', 'user:read']
const rowsOf = (page: Page, event: string) => page.locator(`tr[data-event=${event}]`)

async function importPeople(site: Site, count: number): Promise<void> {
  const adding = site.auth.createImport({ dryRun: false })
  for (let n = 0; n < count; n += 1) {
    const row = { id: `imported-${n}`, phone: `150${String(n).padStart(8, '0')}` }
    await adding.add({
      ...row,
      passwordHash: null,
      name: `p ${n}`,
      avatar: null,
      intro: null,
      level: n,
    })
  }
}

async function guess(site: Site, phone: string, times: number, address: string): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await site.auth.login({ phone, password: 'a wrong guess' }, { address }).catch(() => {})
  }
}

describe.each(languages)('rows of the audit (%s)', (language) => {
  it('tell equal neighbours and a whole import in one row, which the keyboard opens', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    const victim = await site.person({ name: '李四' })
    await importPeople(site, 40)
    await guess(site, victim.phone, 4, '198.51.100.7')
    const page = await site.visitAs(auditor, '/admin/audit', { language })
    const failed = rowsOf(page, 'login_failed')
    const imported = rowsOf(page, 'user_imported')
    await imported.first().waitFor()
    expect([await failed.count(), await imported.count()]).toEqual([1, 1])
    expect(await failed.textContent()).toContain('×4')
    expect(await imported.textContent()).toContain('×40')
    expect(await imported.textContent()).toContain(language === 'en' ? '40 users' : '40 个用户')

    // In sight without scrolling, and the name of the event in its title alone.
    const box = await page.locator('tbody tr').first().boundingBox()
    expect(box?.y).toBeLessThan(400)
    expect(await failed.textContent()).not.toContain('login_failed')
    expect(await failed.locator('[title^="login_failed"]').count()).toBe(1)

    const toggle = failed.first().getByRole('button')
    expect(await toggle.getAttribute('aria-expanded')).toBe('false')
    await toggle.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => failed.count()).toBe(5)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.keyboard.press('Space')
    await expect.poll(() => failed.count()).toBe(1)

    // Whoever goes to somebody from within finds the group open again.
    await imported.first().getByRole('button').click()
    await expect.poll(() => imported.count()).toBe(41)
    await imported.nth(7).getByRole('link').click()
    await page.waitForURL(/\/admin\/users\/imported-/)
    await page.goBack()
    await expect.poll(() => imported.count()).toBe(41)
    await imported.nth(7).locator(':focus').waitFor()
  })
})

describe('rows of the audit', () => {
  it('show what changed as it was and as it is', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    const person = await site.person({ name: '李四' })
    await site.auth.updateManagedUser(person.id, { name: '<b>王五</b>', level: 7, intro: 'x' })
    const page = await site.visitAs(auditor, '/admin/audit')
    const row = rowsOf(page, 'user_updated')
    await row.waitFor()
    const told = (await row.locator('td').last().innerText()).replaceAll(/\s+/g, ' ')
    expect(told).toContain('name: 李四 → became <b>王五</b>')
    expect(told).toContain('level: 0 → became 7')
    expect(told).toContain('changed: intro')
    expect(told).not.toContain('before')
  })

  it('are found by several events, an address and a span, each in the address of the page', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    const person = await site.person()
    await guess(site, person.phone, 1, '198.51.100.7')
    await guess(site, '13700000000', 1, '2001:db8::1')
    await site.auth.ban(person.id)
    const page = await site.visitAs(auditor, '/admin/audit')
    await page.locator('select[name=event]').selectOption({ label: 'Failures and anomalies' })
    await page.waitForURL(/event=login_failed(,|%2C)code_failed/)
    await expect.poll(() => page.locator('tbody tr').count()).toBe(2)
    expect(await rowsOf(page, 'login_failed').count()).toBe(2)
    await rowsOf(page, 'login_failed').getByRole('link', { name: '198.51.100.7' }).click()
    await page.waitForURL(/address=198\.51\.100\.7/)
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    expect(await page.locator('input[name=address]').inputValue()).toBe('198.51.100.7')
    await page.locator('input[name=address]').fill('somewhere')
    await page.keyboard.press('Enter')
    await page.getByText('Enter a whole IP address.').waitFor()
    await page.locator('input[name=address]:focus').waitFor()
    await page.goBack()
    await expect.poll(() => page.locator('tbody tr').count()).toBe(2)

    await page.locator('select[name=span]').selectOption('today')
    await page.waitForURL(/span=today/)
    await page.goto(site.at('/admin/audit?event=user_banned,login&span=7'))
    await expect.poll(() => page.locator('tbody tr').count()).toBe(2)
    expect(await page.locator('select[name=span]').inputValue()).toBe('7')
    expect(await page.locator('select[name=event]').inputValue()).toBe('user_banned,login')
    await page.goto(site.at('/admin/audit?span=nonsense'))
    await rowsOf(page, 'user_banned').waitFor()
    await expectAccessible(page)
  })
})
