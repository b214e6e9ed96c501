import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AuditEntryView } from '@ztoken/contract'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const permissions = ['audit:read', 'user:read']
const naughty = createRequire(import.meta.url)('big-list-of-naughty-strings') as string[]

/** The rows of the table, by what they say the event is. */
async function eventsOn(page: Page): Promise<string[]> {
  const rows = await page.locator('tbody tr').all()
  return Promise.all(rows.map(async (row) => (await row.getAttribute('data-event')) ?? ''))
}

async function rowsBecome(page: Page, count: number): Promise<void> {
  await expect.poll(() => page.locator('tbody tr').count(), { timeout: 30_000 }).toBe(count)
}

/** Roles that are made and changed: entries that cost nothing. */
async function addEntries(site: Site, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await site.auth.putRole({ name: `made-${n}`, permissions: [] })
}

async function entriesOf(site: Site, token: string, query = ''): Promise<AuditEntryView[]> {
  const entries: AuditEntryView[] = []
  let after: string | null = null
  do {
    const address = `${site.origin}/v1/audit?limit=200${query}${after === null ? '' : `&after=${after}`}`
    const reply = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
    const { data } = (await reply.json()) as {
      data: { entries: AuditEntryView[]; next: string | null }
    }
    entries.push(...data.entries)
    after = data.next
  } while (after !== null)
  return entries
}

/** A moment that is waited for, and comes when `open` is called. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}

/** RFC 4180: quoted cells, doubled quotes, lines that end with CRLF. */
function rowsOf(csv: string): string[][] {
  return [...csv.matchAll(/((?:(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|(?=\r\n)))+)\r\n/g)].map(
    ([, row = '']) =>
      [...row.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/g)]
        .slice(0, 9)
        .map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain),
  )
}

async function exported(
  page: Page,
  format: 'csv' | 'jsonl',
): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: /^(Export|导出)$/ }).click()
  await page.locator('select[name=format]').selectOption(format)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /Save file|保存文件/ }).click(),
  ])
  const text = readFileSync(await download.path(), 'utf8')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  return { name: download.suggestedFilename(), text }
}

describe.each(languages)('the audit (%s)', (language) => {
  it('says in words what happened, and shows what people wrote as text (attack A225)', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    const other = await site.person()
    const markup = '<img src=x onerror=alert(1)>{{ constructor }}'
    const texts = naughty.filter((text) => text.length > 0 && text.length < 120).slice(0, 40)
    for (const device of [markup, ...texts]) await site.auth.createToken(other.id, { device })
    await site.auth.ban(other.id, { reason: markup }, { actorId: auditor.id })
    const page = await site.visitAs(auditor, '/admin/audit', { language })
    const ban = page.locator('tr[data-event=user_banned]')
    await ban.getByText(language === 'en' ? 'User banned' : '封禁用户').waitFor()
    expect(await ban.textContent()).toContain(markup)
    expect(await ban.getByRole('link', { name: other.id }).getAttribute('href')).toBe(
      `/app/admin/users/${other.id}`,
    )
    // By name and the end of the phone, where the server knows them.
    expect(await ban.getByRole('link', { name: other.id }).textContent()).toMatch(
      new RegExp(`^${other.name} …${other.phone.slice(-4)}`),
    )
    expect(await ban.getByRole('link', { name: language === 'en' ? 'You' : '你' }).count()).toBe(1)
    expect(await page.locator('tbody img').count()).toBe(0)
    expect(await page.locator('tbody').textContent()).toContain(markup)
    await expectAccessible(page)
    await expectFitsPhone(page)
    await page.getByRole('button', { name: /Export|导出/ }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
  })

  it('is filtered by user, event and time, by the keyboard, and each in the address', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    const other = await site.person({ name: '李四' })
    await site.auth.createToken(other.id)
    site.advance(-86_400)
    await site.auth.ban(other.id)
    await site.auth.unban(other.id)
    site.advance(86_400)
    const page = await site.visitAs(auditor, '/admin/audit', { language })
    await page.locator('tbody tr').first().waitFor()

    await page.locator('input[name=user]').fill(other.phone)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/admin/audit?user=${other.id}`)
    await rowsBecome(page, 4)
    expect((await eventsOn(page)).sort()).toEqual([
      'login',
      'user_banned',
      'user_created',
      'user_unbanned',
    ])
    expect(await page.locator('input[name=user]').inputValue()).toBe(other.id)

    await page.locator('select[name=event]').selectOption('user_banned')
    await page.waitForURL(`**/admin/audit?user=${other.id}&event=user_banned`)
    await rowsBecome(page, 1)

    await page.goBack()
    await rowsBecome(page, 4)
    expect(await page.locator('select[name=event]').inputValue()).toBe('')

    const middle = new Date(Date.now() - 43_200_000)
    const local = new Date(middle.getTime() - middle.getTimezoneOffset() * 60_000)
    await page.locator('select[name=span]').selectOption('range')
    await page.locator('input[name=until]').fill(local.toISOString().slice(0, 16))
    await page.locator('input[name=user]').press('Enter')
    await rowsBecome(page, 2)
    expect(await eventsOn(page)).toEqual(['user_unbanned', 'user_banned'])

    // A link shows the same to whoever opens it.
    const shared = page.url()
    await page.getByRole('button', { name: /Clear filters|清除筛选/ }).click()
    await page.waitForURL(site.at('/admin/audit'))
    await page.goto(shared)
    await rowsBecome(page, 2)

    await page.locator('input[name=from]').fill(local.toISOString().slice(0, 16))
    await page.getByText(language === 'en' ? /later than/ : /须晚于/).waitFor()
    expect(page.url()).toBe(shared)
  })
})

describe('the audit', () => {
  it('loads more until everything of over 130 entries is there once, the newest first', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    await addEntries(site, 140)
    const events = (await site.auth.searchAudit({ limit: 200 })).items.map(({ event }) => event)
    const several = [...new Set(events)].join(',')
    const page = await site.visitAs(auditor, `/admin/audit?event=${several}`)
    await rowsBecome(page, 50)
    const more = page.getByRole('button', { name: 'Load more' })
    await more.click()
    await rowsBecome(page, 100)
    await more.click()
    await rowsBecome(page, events.length)
    expect(await more.count()).toBe(0)
    expect(await eventsOn(page)).toEqual(events)
    const roles = page.locator('tbody tr', { hasText: 'made-' })
    expect(await roles.first().textContent()).toContain('made-139')
  })

  it('is exported whole: as JSON Lines exactly, as CSV without a formula in it', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    for (const device of ['=1+1', '+1', '-1', '@SUM(A1)', 'a,"b"; c', '＝1', '数据', " '=1"]) {
      await site.auth.createToken(auditor.id, { device })
    }
    await site.auth.ban((await site.person()).id, { reason: '=cmd|x, "y"' })
    await addEntries(site, 230)
    const token = await site.auth.createToken(auditor.id)
    const page = await site.visitAs(auditor, '/admin/audit')
    await page.locator('tbody tr').first().waitFor()
    const entries = await entriesOf(site, token)
    expect(entries.length).toBeGreaterThan(230)

    const lines = await exported(page, 'jsonl')
    expect(lines.name).toMatch(/^ztoken-audit-\d{8}T\d{6}\.jsonl$/)
    expect(lines.text.endsWith('\n')).toBe(true)
    const parsed = lines.text.trimEnd().split('\n')
    expect(parsed.map((line) => JSON.parse(line))).toEqual(entries)

    const { name, text } = await exported(page, 'csv')
    expect(name).toMatch(/\.csv$/)
    expect(text.startsWith('\ufeffat,event,')).toBe(true)
    const [head = [], ...rows] = rowsOf(text.slice(1))
    expect(rows).toHaveLength(entries.length)
    for (const [n, row] of rows.entries()) {
      const entry = entries[n] as unknown as Record<string, unknown>
      const wanted = head.map((column) => {
        const value = entry[column]
        const written = typeof value === 'object' && value !== null ? JSON.stringify(value) : value
        return String(written ?? '').replace(/^[=+\-@＝＋－＠]/, "'$&")
      })
      expect(row).toEqual(wanted)
      expect(row.join('\n')).not.toMatch(/^[=+\-@＝＋－＠]/m)
    }
  })

  it('is exported as it is filtered, and an export that is called off saves nothing', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    await addEntries(site, 3)
    const page = await site.visitAs(auditor, '/admin/audit?event=role_changed')
    const { text } = await exported(page, 'jsonl')
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event)
    expect(new Set(events)).toEqual(new Set(['role_changed']))

    let downloads = 0
    page.on('download', () => {
      downloads += 1
    })
    const asked = gate()
    const released = gate()
    await page.route('**/v1/audit?*limit=200*', async (route) => {
      asked.open()
      await released.passed
      await route.abort().catch(() => undefined)
    })
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('button', { name: 'Save file' }).click()
    await asked.passed
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    released.open()
    await page.unrouteAll({ behavior: 'wait' })
    await page.getByRole('button', { name: 'Refresh' }).click()
    expect(downloads).toBe(0)
  })

  it('is refused without the permission; without user:read it shows ids and no links', async () => {
    const site = await openSite()
    const nobody = await site.person()
    const refused = await site.visitAs(nobody, '/admin/audit')
    await refused.getByRole('heading', { name: 'Permission denied' }).waitFor()
    expect(await refused.getByRole('link', { name: 'Audit' }).count()).toBe(0)

    const auditor = await site.person({ permissions: ['audit:read'] })
    const page = await site.visitAs(auditor, '/admin/audit')
    await page.locator('tbody tr').first().waitFor()
    expect(await page.locator('tbody a[href*="/users/"]').count()).toBe(0)
    await page.locator('input[name=user]').fill(nobody.phone)
    await page.keyboard.press('Enter')
    await page.getByText('You may not search for users').waitFor()
    await page.locator('input[name=user]').fill(nobody.id)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/admin/audit?user=${nobody.id}`)
    await rowsBecome(page, 2)
  })

  it('names whom it knows and shows the id of who is gone; entries that come later too', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    const other = await site.person({ name: '<i>李四</i>' })
    const gone = await site.person({ name: '王五' })
    await site.auth.deleteAccount(gone.id)
    await addEntries(site, 60)
    const page = await site.visitAs(
      auditor,
      '/admin/audit?event=role_changed,user_created,user_deleted',
    )
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.getByRole('button', { name: 'Load more' }).click()
    const row = (event: string, id: string) =>
      page.locator(`tr[data-event=${event}]`).filter({ hasText: id })
    await row('user_created', other.id).getByText('<i>李四</i>').waitFor()
    const deleted = row('user_deleted', gone.id)
    expect(await deleted.textContent()).toContain(`…${gone.id.slice(-8)}`)
    expect(await page.locator('tbody').textContent()).not.toContain('王五')
    // One question for each page, and none for each row.
    expect(asked.filter((path) => path.startsWith('/v1/users'))).toEqual([])
    await expectAccessible(page)
  })

  it('says what is wrong with a filter, and keeps it: nobody found, a link that cannot be meant', async () => {
    const site = await openSite()
    const auditor = await site.person({ permissions })
    const page = await site.visitAs(auditor, '/admin/audit')
    await page.locator('tbody tr').first().waitFor()
    await page.locator('input[name=user]').fill('13000000000')
    await page.keyboard.press('Enter')
    await page.getByText('No user matches').waitFor()
    expect(await page.locator('input[name=user]').inputValue()).toBe('13000000000')
    await page.goto(site.at('/admin/audit?event=nonsense&from=yesterday'))
    await page.getByRole('alert').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.locator('tbody tr').first().waitFor()
  })
})
