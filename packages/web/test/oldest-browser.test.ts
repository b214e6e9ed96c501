import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { folderStorage } from 'ztoken/server'
import { browsersOf } from '../../../scripts/browsers/list.ts'
import { missingIn, type Path } from '../../../scripts/browsers/missing.ts'
import { languages, openSite, signIn, useChromium } from './browser.ts'
import { photo } from './pictures.ts'
import { choose } from './profile.ts'

useChromium()

/**
 * In a page, before its first script: takes away whatever a browser of the list lacks. What this
 * browser has not got either, or does not give up, stays as it is.
 */
function takeAway(paths: readonly Path[]): void {
  for (const path of paths) {
    const owners = path.slice(0, -1)
    const owner = owners.reduce<unknown>((one, name) => Reflect.get(Object(one), name), globalThis)
    if (owner != null) Reflect.deleteProperty(Object(owner), path.at(-1) ?? '')
  }
}

it.each(languages)(
  'the pages work where there is nothing that one of the oldest browsers lacks (%s, F47)',
  async (language) => {
    const en = language === 'en'
    const folder = mkdtempSync(join(tmpdir(), 'ztoken-avatars-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const site = await openSite({}, { avatars: folderStorage(folder) })
    const { phone } = await site.person({ name: '管理员', permissions: ['*'] })
    const other = await site.person()
    const page = await (await site.browser({ language })).newPage()
    await page.addInitScript(takeAway, missingIn(browsersOf('web')))

    await page.goto(site.at('/sign-in'))
    expect(
      await page.evaluate('typeof URL.canParse + typeof [].toSorted + typeof navigator.locks'),
    ).toBe('undefined'.repeat(3))
    await signIn(page, phone)
    await page.waitForURL(site.at('/account'))

    await choose(page, await photo())
    await page.getByRole('button', { name: en ? 'Save picture' : '保存头像' }).click()
    await page.locator('header .avatar img').waitFor()
    const introduction = page.locator('textarea')
    await introduction.fill('…')
    await introduction.locator('xpath=ancestor::form').getByRole('button').last().click()
    await expect.poll(async () => (await site.auth.findUser(phone))?.intro).toBe('…')
    // Until the page knows it, it asks before the change is left behind.
    await page.getByText(en ? 'Your profile was saved' : '个人资料已保存').waitFor()

    await page.goto(site.at('/account/devices'))
    await page
      .getByText(en ? 'This device' : '本设备')
      .first()
      .waitFor()
    for (const [path, seen] of [
      ['/admin/users', other.phone],
      [`/admin/users/${other.id}`, other.phone],
      ['/admin/roles', 'admin'],
      ['/admin/audit', '127.0.0.1'],
      ['/admin/keys', ''],
      ['/admin/metrics', ''],
    ] as const) {
      await page.goto(site.at(path))
      await page.locator('h1').waitFor()
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
      await expect.poll(() => page.locator('main').innerText(), { message: path }).toContain(seen)
      expect(await page.getByText(en ? 'Something went wrong' : '出了点问题').count(), path).toBe(0)
    }
  },
)
