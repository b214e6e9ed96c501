import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderStorage } from 'ztoken/server'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'
import { type ChosenFile, colourOf, photo } from './pictures.ts'

useChromium()

async function opened(language: (typeof languages)[number] = 'en') {
  const folder = mkdtempSync(join(tmpdir(), 'ztoken-avatars-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const site = await openSite({}, { avatars: folderStorage(folder) })
  const person = await site.person()
  const page = await site.visitAs(person, '/account', { language })
  await page.locator('h1').waitFor()
  return { site, person, page }
}

async function choose(page: Page, file: ChosenFile): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file)
  await page.locator('[role=application][aria-busy=false]').waitFor()
}

/** Lets a file fall onto the page, or pastes it. */
const hand = (page: Page, { name, mimeType, buffer }: ChosenFile, how: 'drop' | 'paste') =>
  page.evaluate(
    ([text, type, called, event]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], called, { type }))
      const init = { bubbles: true, cancelable: true }
      const happening =
        event === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: data })
          : new ClipboardEvent('paste', { ...init, clipboardData: data })
      return document.querySelector('main')?.dispatchEvent(happening)
    },
    [buffer.toString('base64'), mimeType, name, how] as const,
  )

async function pictureOf(site: Site, id: string): Promise<Buffer> {
  const url = (await site.auth.findUser(id))?.headPortrait ?? ''
  expect(url).toMatch(/\/v1\/avatars\/.+\/256\.webp$/)
  return (await site.app.inject({ url })).rawPayload
}

describe.each(languages)('a picture (%s)', (language) => {
  const en = language === 'en'

  it('is chosen, shown in the bar, and taken down', async () => {
    const { site, person, page } = await opened(language)
    await choose(page, await photo())
    await expectAccessible(page)
    await expectFitsPhone(page)
    expect(await page.getByRole('dialog').locator('canvas').count()).toBe(3)
    await page.getByRole('button', { name: en ? 'Save picture' : '保存头像' }).click()
    await page.getByText(en ? 'Your picture was saved.' : '头像已保存。').waitFor()
    expect(await colourOf(await pictureOf(site, person.id))).toBe('green')
    await page.locator('header .picture img').waitFor()
    await page.reload()
    await page.locator('header .picture img').waitFor()
    const remove = en ? 'Remove' : '移除'
    await page.getByRole('button', { name: remove, exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: remove, exact: true }).click()
    await page.getByText(en ? 'Your picture was removed.' : '头像已移除。').waitFor()
    expect((await site.auth.findUser(person.id))?.headPortrait ?? null).toBe(null)
    expect(await page.locator('header .picture img').count()).toBe(0)
  })
})

describe('a picture', () => {
  it.each(['drop', 'paste'] as const)('is taken by %s', async (how) => {
    const { page } = await opened()
    await hand(page, await photo(), how)
    await page.locator('[role=application][aria-busy=false]').waitFor()
    await page.getByRole('button', { name: 'Save picture' }).click()
    await page.locator('header .picture img').waitFor()
  })

  it('is cropped with the keyboard alone', async () => {
    const { site, person, page } = await opened()
    await choose(page, await photo())
    const area = page.getByRole('application')
    for (const _ of Array(5)) {
      await page.keyboard.press('Tab')
      if (await area.evaluate((one) => one === document.activeElement)) break
    }
    const zoom = page.getByRole('status', { name: 'Zoom' })
    const before = Number.parseInt(await zoom.innerText(), 10)
    for (const _ of Array(4)) await page.keyboard.press('+')
    await expect
      .poll(async () => Number.parseInt(await zoom.innerText(), 10))
      .toBeGreaterThan(before)
    // Far to the right: more of what is at the left.
    for (const _ of Array(30)) await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'Save picture' }).press('Enter')
    await page.getByText('Your picture was saved.').waitFor()
    expect(await colourOf(await pictureOf(site, person.id))).toBe('red')
  })

  it('is cropped with buttons', async () => {
    const { site, person, page } = await opened()
    await choose(page, await photo())
    for (const _ of Array(4)) await page.getByRole('button', { name: 'Zoom in' }).click()
    const left = page.getByRole('button', { name: 'Move the picture left' })
    for (const _ of Array(30)) await left.click()
    await page.getByRole('button', { name: 'Save picture' }).click()
    await page.getByText('Your picture was saved.').waitFor()
    expect(await colourOf(await pictureOf(site, person.id))).toBe('blue')
  })
})

describe('a file that is no picture', () => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const files: readonly (ChosenFile & { readonly says: string })[] = [
    {
      name: 'a.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(drawing),
      says: 'not a picture',
    },
    { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(drawing), says: 'not a picture' },
    { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello'), says: 'not a picture' },
    { name: 'e.png', mimeType: 'image/png', buffer: Buffer.alloc(0), says: 'empty' },
    {
      name: 'large.png',
      mimeType: 'image/png',
      buffer: Buffer.alloc(20 * 1024 * 1024 + 1),
      says: 'larger than 20 MB',
    },
  ]

  it('is refused in words before it is sent, and loses nothing (attack A225)', async () => {
    const { page } = await opened()
    const sent: string[] = []
    page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()))
    await page.locator('textarea[name=intro]').fill('not saved yet')
    for (const file of files) {
      await page.locator('input[type=file]').setInputFiles(file)
      await page.getByRole('alert').filter({ hasText: file.says }).waitFor()
    }
    await hand(page, files[1] as ChosenFile, 'drop')
    await page.getByRole('alert').filter({ hasText: 'not a picture' }).waitFor()
    expect(await page.locator('textarea[name=intro]').inputValue()).toBe('not saved yet')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(sent).toEqual([])
    await expectAccessible(page)
  })

  it('keeps the crop where the server refuses it, and says what the server says', async () => {
    const { page } = await opened()
    await page.route('**/v1/me/avatar', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'retry-after': '7' },
        json: { code: 5030, msg: 'Temporarily unavailable', reason: 'unavailable' },
      }),
    )
    await choose(page, await photo())
    await page.getByRole('button', { name: 'Save picture' }).click()
    await page.getByRole('alert').filter({ hasText: 'Temporarily unavailable' }).waitFor({
      timeout: 50_000,
    })
    await page.unroute('**/v1/me/avatar')
    await page.getByRole('button', { name: 'Save picture' }).click()
    await page.locator('header .picture img').waitFor()
  })
})
