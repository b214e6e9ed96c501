import { updateUserBody } from '@ztoken/contract'
import naughtyStrings from 'big-list-of-naughty-strings' with { type: 'json' }
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const more = { en: 'Load more', 'zh-CN': '加载更多' } as const

/** Adds people by the dozen, in the order in which the list has them. */
async function addPeople(site: Site, names: readonly string[]): Promise<void> {
  const adding = site.auth.createImport({ dryRun: false })
  for (const [n, name] of names.entries()) {
    const digits = String(n).padStart(8, '0')
    const profile = { avatar: null, intro: null, level: n }
    const row = { id: `a${digits}`, phone: `150${digits}`, passwordHash: null, name, ...profile }
    expect(await adding.add(row)).toBe('added')
  }
}

const namesIn = (page: Page): Promise<string[]> => page.locator('tbody a').allTextContents()
const searchField = (page: Page) => page.locator('input[name=search]')

async function opened(names: readonly string[], path = '/admin/users') {
  const site = await openSite()
  await addPeople(site, names)
  const admin = await site.person({ name: 'zz', permissions: ['*'] })
  const page = await site.visitAs(admin, path)
  await page.locator('tbody a').first().waitFor()
  return { site, page, admin }
}

/** The newest first. */
const latest = (names: readonly string[]): string[] => [...names].reverse()

const numbered = Array.from({ length: 129 }, (_, n) => `person ${String(n).padStart(3, '0')}`)

describe('the list of users', () => {
  it('shows somebody without a phone by what they are found by, and finds them so (F07)', async () => {
    const { site, page } = await opened(['one'])
    const nobody = { avatar: null, intro: null, level: null, passwordHash: null, name: null }
    const row = { id: 'b1', phone: null, email: 'San.Zhang@example.com', ...nobody }
    expect(await site.auth.createImport({ dryRun: false }).add(row)).toBe('added')
    await searchField(page).fill('SAN.ZH')
    await searchField(page).press('Enter')
    await page.getByText('san.zhang@example.com').waitFor()
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.goto(site.at('/admin/users/b1'))
    await page.getByText('san.zhang@example.com').first().waitFor()
  })

  it.each(languages)('comes in pages that load more, each person once (%s)', async (language) => {
    const site = await openSite()
    await addPeople(site, numbered)
    const admin = await site.person({ name: 'zz', permissions: ['user:read'] })
    const page = await site.visitAs(admin, '/admin/users', { language })
    const button = page.getByRole('button', { name: more[language] })
    for (const shown of [50, 100]) {
      await page
        .locator('tbody tr')
        .nth(shown - 1)
        .waitFor()
      expect(await page.locator('tbody tr').count()).toBe(shown)
      await button.click()
    }
    await page.locator('tbody tr').nth(129).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(130)
    expect(await button.count()).toBe(0)
    await expect.poll(() => page.locator(':focus').textContent()).toMatch(/person 029|person 030/)
    expect((await namesIn(page)).sort()).toEqual([...numbered, 'zz'])
    await expectAccessible(page)
    await expectFitsPhone(page)
  })

  it('is searched by name, phone and id; the search is in the address, and back leads to all', async () => {
    const { site, page } = await opened(numbered)
    for (const [text, found] of [
      ['ERSON 07', latest(numbered.slice(70, 80))],
      ['15000000012', ['person 012']],
      ['a00000128', ['person 128']],
    ] as const) {
      await searchField(page).fill(text)
      await expect.poll(() => namesIn(page), { message: text }).toEqual(found)
      expect(new URL(page.url()).searchParams.get('search')).toBe(text)
    }
    await page.reload()
    await expect.poll(() => namesIn(page)).toEqual(['person 128'])
    expect(await searchField(page).inputValue()).toBe('a00000128')

    await page.getByRole('link', { name: 'person 128' }).click()
    await page.getByRole('heading', { name: 'person 128', level: 1 }).waitFor()
    await page.goBack()
    await expect.poll(() => namesIn(page)).toEqual(['person 128'])
    await page.goBack()
    await page.waitForURL(site.at('/admin/users'))
    await expect.poll(() => page.locator('tbody tr').count()).toBe(50)
    expect(await searchField(page).inputValue()).toBe('')
  })

  it('says so when nobody is found, and looks at once on Enter', async () => {
    const { page } = await opened(['one'])
    await searchField(page).fill('<b>nobody</b> {x} %')
    await page.keyboard.press('Enter')
    await page.getByText('No users match “<b>nobody</b> {x} %”.').waitFor()
    expect(await page.locator('tbody tr').count()).toBe(0)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => page.locator('tbody tr').count()).toBeGreaterThan(0)
  })

  it('shows what was asked for last, however late the reply before it comes', async () => {
    const { page } = await opened(['slow one', 'quick one'])
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const late = { code: 0, msg: '', data: { users: [], total: null, next: null } }
    let answered: Promise<unknown> = released
    await page.route(/search=slow/, (route) => {
      // Whoever asked may have gone meanwhile.
      answered = released.then(() => route.fulfill({ json: late })).catch(() => undefined)
    })
    const asked = page.waitForRequest(/search=slow/)
    await searchField(page).fill('slow')
    await asked
    await searchField(page).fill('quick')
    await expect.poll(() => namesIn(page)).toEqual(['quick one'])
    release()
    await answered
    await page.evaluate("fetch('/healthz').then((reply) => reply.text())")
    expect(await namesIn(page)).toEqual(['quick one'])
  })

  it('says what failed, keeps what it shows, and tries again', async () => {
    const { page } = await opened(numbered)
    await page.route(/v1\/users\?/, (route) => route.abort('internetdisconnected'))
    await page.getByRole('button', { name: more.en }).click()
    await page.getByRole('alert').filter({ hasText: 'server could not be reached' }).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(50)
    await page.unroute(/v1\/users\?/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => page.locator('tbody tr').count()).toBe(100)
    expect(await page.getByRole('alert').count()).toBe(0)

    // What was found before is no answer to another question.
    await page.route(/v1\/users\?/, (route) => route.abort('internetdisconnected'))
    await searchField(page).fill('person 007')
    await page.getByRole('alert').filter({ hasText: 'server could not be reached' }).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(0)
    await page.unroute(/v1\/users\?/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => namesIn(page)).toEqual(['person 007'])
  })
})

describe('names that somebody chose', () => {
  const { name: nameField } = updateUserBody.properties
  const isName = new RegExp(nameField.pattern)
  const naughty = [...new Set(naughtyStrings as string[])].filter(
    (text) => isName.test(text) && text !== '' && [...text].length <= nameField.maxLength,
  )
  const isSeen = /[\p{L}\p{N}\p{P}\p{S}]/u

  it('are text in the list, whatever they are (attack A225)', async () => {
    expect(naughty.length).toBeGreaterThan(250)
    const { page } = await opened(naughty)
    for (let shown = 50; shown <= naughty.length; shown += 50) {
      await expect.poll(() => page.locator('tbody tr').count()).toBe(shown)
      await page.getByRole('button', { name: more.en }).click()
    }
    await expect.poll(() => page.locator('tbody tr').count()).toBe(naughty.length + 1)
    const wanted = naughty.map((name) => (isSeen.test(name) ? name : 'No name'))
    expect((await namesIn(page)).slice(1)).toEqual(latest(wanted))
    expect(await page.locator('tbody').locator('script, img, iframe, svg, style').count()).toBe(0)
    await expectFitsPhone(page)
  })

  it('are text in the detail and in its questions (attack A225)', async () => {
    const worst = [
      '<script>alert(0)</script>',
      '<img src=x onerror=alert(0) />',
      '{{ constructor.constructor("alert(0)")() }}',
      '@:user.title | {name}',
      'שלום \u202e olleh',
      'Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮',
      'Wolfeschlegelsteinhausenbergerdorff'.repeat(2).slice(0, 64),
    ]
    const { site, page } = await opened(worst)
    for (const [n, name] of worst.entries()) {
      await page.goto(site.at(`/admin/users/a0000000${n}?tab=profile`))
      await page.locator('h1').waitFor()
      expect(await page.locator('h1').textContent()).toBe(name)
      expect(await page.locator('input[name=name]').inputValue()).toBe(name)
      await expectFitsPhone(page)
      await page.getByRole('button', { name: 'Ban', exact: true }).click()
      await page.getByRole('dialog').waitFor()
      expect(await page.getByRole('dialog').locator('h2').textContent()).toBe(`Ban ${name}?`)
      await expectFitsPhone(page)
    }
  })
})
