import { describe, expect, it } from 'vitest'
import { languages, openSite, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const permissions = ['key:read', 'key:rotate']

describe.each(languages)('the signing keys (%s)', (language) => {
  const words =
    language === 'en'
      ? { rotate: 'Rotate', revoke: 'Revoke', next: 'Next', active: 'Active', retired: 'Retired' }
      : { rotate: '轮换', revoke: '吊销', next: '待启用', active: '使用中', retired: '已退役' }

  it('are rotated in time or at once, and revoked, each after saying what happens', async () => {
    const site = await openSite({ format: 'public' })
    const keeper = await site.person({ permissions })
    const page = await site.visitAs(keeper, '/admin/keys', { language })
    const list = page.locator('main li')
    const dialog = page.getByRole('dialog')
    const states = (): Promise<string[]> => list.locator('.badge').allTextContents()
    await list.first().waitFor()
    expect(await states()).toEqual([words.active])
    const [first] = site.auth.keys()
    expect(await list.locator('code').textContent()).toBe(first?.kid)

    await page.getByRole('button', { name: words.rotate, exact: true }).click()
    await dialog
      .getByText(language === 'en' ? /nobody is signed out/ : /不会有用户因此退出登录/)
      .waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: words.rotate }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await states()).toEqual([words.next, words.active])
    expect(await page.locator('main .warning').count()).toBe(0)
    await expectAccessible(page)
    await expectFitsPhone(page)

    // By the keyboard: the dialog has the focus, and gives it back.
    await page.getByRole('button', { name: words.rotate, exact: true }).press('Enter')
    await dialog.locator('input[name=immediately]').press('Space')
    await dialog
      .getByText(language === 'en' ? /Verifiers elsewhere may refuse/ : /其他服务的验证方/)
      .waitFor()
    await dialog.locator('input[name=immediately]').press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await states()).toEqual([words.active, words.retired])
    const [, second] = site.auth.keys()
    const warning = page.locator('main .warning')
    await warning.getByText(second?.kid ?? '?').waitFor()
    await expectAccessible(page)

    await list.first().getByRole('button', { name: words.revoke }).click()
    await dialog.getByText(second?.kid ?? '?').waitFor()
    await dialog
      .getByText(language === 'en' ? /next one starts immediately/ : /下一把会立即启用/)
      .waitFor()
    await expectFitsPhone(page)
    await dialog.getByRole('button', { name: words.revoke }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.locator('main').textContent()).not.toContain(`${second?.kid} `)
    expect(site.auth.keys().map(({ kid }) => kid)).not.toContain(second?.kid)
    // The one that follows issues at once, which is said.
    const active = site.auth.keys().find(({ state }) => state === 'active')
    await warning.getByText(active?.kid ?? '?').waitFor()
  })

  it('are explained where there are none', async () => {
    const site = await openSite()
    const keeper = await site.person({ permissions })
    const page = await site.visitAs(keeper, '/admin/keys', { language })
    await page.getByText('ZTOKEN_TOKEN_FORMAT=public').waitFor()
    await page.getByText('ZTOKEN_ACCEPT_FORMATS=public').waitFor()
    expect(await page.getByRole('button', { name: words.rotate, exact: true }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^(Copy|复制)$/ }).count()).toBe(2)
    await expectAccessible(page)
    await expectFitsPhone(page)
  })
})

describe('the signing keys', () => {
  it('are only shown to whoever may read them, with a way to the public parts', async () => {
    const site = await openSite({ format: 'public' })
    const reader = await site.person({ permissions: ['key:read'] })
    const page = await site.visitAs(reader, '/admin/keys')
    await page.locator('main li').first().waitFor()
    expect(await page.getByRole('button', { name: /Rotate|Revoke/ }).count()).toBe(0)
    const address = await page.getByRole('link', { name: /jwks/ }).getAttribute('href')
    expect(address).toBe(`${site.origin}/.well-known/jwks.json`)
    const { keys } = (await (await fetch(address ?? '')).json()) as { keys: { kid: string }[] }
    expect(keys.map(({ kid }) => kid)).toEqual(site.auth.keys().map(({ kid }) => kid))
  })

  it('stay as they are when the question is answered with no, and a refusal is said', async () => {
    const site = await openSite({ format: 'public' })
    const keeper = await site.person({ permissions })
    const page = await site.visitAs(keeper, '/admin/keys')
    const before = site.auth.keys()
    const revoke = page.locator('main li').getByRole('button', { name: /Revoke/ })
    await revoke.click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(site.auth.keys()).toEqual(before)

    // Somebody else has revoked it meanwhile: the session goes on with another token.
    await site.auth.revokeKey(before[0]?.kid ?? '')
    await revoke.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('alert').waitFor()
  })

  it('are in the menu of a server that has some, and of no other', async () => {
    for (const format of ['public', 'encrypted'] as const) {
      const site = await openSite({ format })
      const page = await site.visitAs(await site.person({ permissions: ['*'] }), '/account')
      const menu = page.getByRole('navigation')
      const asked = page.waitForResponse((reply) => reply.url().endsWith('/v1/keys'))
      await page.reload()
      await asked
      await menu.getByRole('link', { name: 'Audit' }).waitFor()
      await expect
        .poll(() => menu.getByRole('link', { name: 'Keys' }).count(), { message: format })
        .toBe(format === 'public' ? 1 : 0)
    }
  })

  it('are refused without the permission', async () => {
    const site = await openSite()
    const page = await site.visitAs(await site.person(), '/admin/keys')
    await page.getByRole('heading', { name: 'Permission denied' }).waitFor()
  })
})
