import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, openSite, password, signIn, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const texts = {
  en: {
    download: 'Download',
    open: 'Delete account…',
    go: 'Delete permanently',
    wrong: 'not the last digits',
    goOn: 'Continue',
    gone: 'The account was deleted.',
  },
  'zh-CN': {
    download: '下载',
    open: '注销账号…',
    go: '永久注销',
    wrong: '最后几位不一致',
    goOn: '继续',
    gone: '账号已注销。',
  },
} as const

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const aWhile = 16 * 60

describe.each(languages)('the data (%s)', (language) => {
  const words = texts[language]

  it('are given as a JSON file', async () => {
    const site = await openSite()
    const person = await site.person({ name: '<b>李四</b>' })
    const page = await site.visitAs(person, '/account/data', { language })
    await expectAccessible(page)
    await expectFitsPhone(page)
    const coming = page.waitForEvent('download')
    await press(page, words.download)
    const file = await coming
    expect(file.suggestedFilename()).toMatch(/^ztoken-account-\d{4}-\d\d-\d\d\.json$/)
    const data = JSON.parse(await readFile(await file.path(), 'utf8'))
    expect(data).toMatchObject({
      user: { id: person.id, name: '<b>李四</b>' },
      sessions: [{ current: true }],
    })
    expect(data.audit.length).toBeGreaterThan(0)
    expect(JSON.stringify(data)).not.toMatch(/access_token|password_hash|argon2/)
  })

  it('go with the account, once the phone was typed; signing in says that it is gone', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account/data', { language })
    const other = await site.visitAs(person, '/account', { language })
    await press(page, words.open)
    await page.locator('input[name=confirmation]').fill('12')
    await page.keyboard.press('Enter')
    await page.getByText(words.wrong).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    expect(await site.auth.findUser(person.id)).not.toBe(null)
    await page.locator('input[name=confirmation]').fill(person.phone.slice(-4))
    await press(page, words.go)
    await page.waitForURL(/\/sign-in/)
    await page.getByText(words.gone).waitFor()
    await other.waitForURL(/\/sign-in/)
    await other.getByText(words.gone).waitFor()
    expect(await site.auth.findUser(person.id)).toBe(null)
    expect(await page.evaluate('sessionStorage.getItem("ztoken")')).not.toContain('access_token')
    await signIn(page, person.phone)
    await page.getByRole('alert').waitFor()
  })

  it('want the password where it was shown too long ago', async () => {
    const site = await openSite()
    const page = await site.visitAs(await site.person(), '/account/data', { language })
    site.advance(aWhile)
    await press(page, words.download)
    const field = page.locator('input[name=step_up_password]')
    await field.fill('not the password')
    await field.press('Enter')
    await page.getByRole('dialog').locator('p.fault').waitFor()
    expect(await field.inputValue()).toBe('')
    await expectAccessible(page)
    await expectFitsPhone(page)
    await field.fill(password)
    const coming = page.waitForEvent('download')
    await press(page, words.goOn)
    await coming
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

describe('an account', () => {
  it('is not deleted where the password is not given, and is once it is', async () => {
    const site = await openSite()
    const person = await site.person()
    const page = await site.visitAs(person, '/account/data')
    site.advance(aWhile)
    await press(page, 'Delete account…')
    await page.locator('input[name=confirmation]').fill(person.phone.slice(-4))
    await page.keyboard.press('Enter')
    const field = page.locator('input[name=step_up_password]')
    await field.waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Nothing was changed').waitFor()
    expect(await site.auth.findUser(person.id)).not.toBe(null)
    // What was typed is still there.
    await press(page, 'Delete permanently')
    await field.fill(password)
    await field.press('Enter')
    await page.waitForURL(/\/sign-in/)
    expect(await site.auth.findUser(person.id)).toBe(null)
  })
})
