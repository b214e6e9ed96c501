import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderStorage } from 'ztoken/server'
import { openSite, signIn, strangersBrowser, useChromium } from './browser.ts'
import { watchForFaults } from './faults.ts'
import { openPathProxy } from './path-proxy.ts'
import { photo } from './pictures.ts'
import { choose } from './profile.ts'

useChromium()

describe('pages below a path of somebody else’s site (F43)', () => {
  it.each([
    ['off', '/auth'],
    ['off', '/team/sign-in'],
    ['off', '/app'],
    ['on', '/auth'],
  ] as const)('the proxy takes it %s: %s', async (way, path) => {
    const proxy = await openPathProxy(path, way)
    const folder = mkdtempSync(join(tmpdir(), 'ztoken-avatars-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const site = await openSite(
      {},
      {
        publicUrl: `${proxy.origin}${path}`,
        avatars: folderStorage(folder),
        ...(way === 'on' && { prefix: path }),
      },
    )
    proxy.serve(site)
    const at = (page: string): string => `${proxy.origin}${path}/app${page}`
    const { phone, id } = await site.person({ permissions: ['*'] })
    const context = await strangersBrowser()
    const faults = watchForFaults(context, proxy.origin)
    const page = await context.newPage()

    await page.goto(at('/'))
    await page.waitForURL(at('/sign-in'))
    await signIn(page, phone)
    await page.waitForURL(at('/account'))
    await choose(page, await photo())
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    const picture = page.locator('main img')
    await picture.waitFor()
    await expect
      .poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0)

    await page.getByRole('link', { name: 'Users' }).click()
    await page.waitForURL(at('/admin/users'))
    await page.reload()
    await page.locator('tbody a').first().click()
    await page.waitForURL(at(`/admin/users/${id}`))
    const someone = await site.person()
    await page.goto(at(`/admin/users/${someone.id}`))
    await page.getByRole('button', { name: 'Reset password' }).click()
    await page.getByRole('dialog').locator('button[type=submit]').click()
    const link = await page.getByRole('dialog').locator('input[readonly]').inputValue()
    expect(link.startsWith(`${at('/reset-password')}#`)).toBe(true)

    // The line by which a page hears of its end leads there as well.
    await page.goto(at('/account/devices'))
    await page.getByText('This device').first().waitFor()
    await site.auth.kickOut(id)
    await page.waitForURL((url) => url.pathname === `${path}/app/sign-in`)
    expect(new URL(page.url()).searchParams.get('next')).toBe('/account/devices')
    await signIn(page, phone)
    await page.waitForURL(at('/account/devices'))

    expect(faults).toEqual([])
    expect(proxy.strays.filter((url) => url !== '/favicon.ico')).toEqual([])
  })
})
