import { describe, expect, it } from 'vitest'
import { useChromium } from './browser.ts'
import { expectAccessible } from './looks.ts'
import { type ChosenFile, photo } from './pictures.ts'
import { choose, hand, openProfile } from './profile.ts'

useChromium()

describe('a file that is no picture', () => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const files: readonly (ChosenFile & { readonly says: string })[] = [
    {
      name: 'a.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(drawing),
      says: 'cannot be used as a picture',
    },
    {
      name: 'a.png',
      mimeType: 'image/png',
      buffer: Buffer.from(drawing),
      says: 'cannot be used as a picture',
    },
    {
      name: 'a.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('hello'),
      says: 'cannot be used as a picture',
    },
    { name: 'e.png', mimeType: 'image/png', buffer: Buffer.alloc(0), says: 'empty' },
    {
      name: 'large.png',
      mimeType: 'image/png',
      buffer: Buffer.alloc(20 * 1024 * 1024 + 1),
      says: 'larger than 20 MB',
    },
  ]

  it('is refused in words before it is sent, and loses nothing (attack A225)', async () => {
    const { page } = await openProfile()
    const sent: string[] = []
    page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()))
    await page.locator('textarea[name=intro]').fill('not saved yet')
    for (const file of files) {
      await page.locator('input[type=file]').setInputFiles(file)
      await page.getByRole('alert').filter({ hasText: file.says }).waitFor()
    }
    await hand(page, files[1] as ChosenFile, 'drop')
    await page.getByRole('alert').filter({ hasText: 'cannot be used as a picture' }).waitFor()
    expect(await page.locator('textarea[name=intro]').inputValue()).toBe('not saved yet')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(sent).toEqual([])
    await expectAccessible(page)
  })

  it('keeps the crop where the server refuses it, and says what the server says', async () => {
    const { page } = await openProfile()
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
    await page.locator('header .avatar img').waitFor()
  })
})
