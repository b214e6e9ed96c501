import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const aWhile = 16 * 60

/** The dialog in front, by the field that only it has. */
const asked = (page: Page) => page.getByRole('dialog').filter({ hasText: 'Continue' })

async function opened() {
  const site = await openSite()
  const admin = await site.person({ permissions: ['*'] })
  const person = await site.person({ name: '李四' })
  const page = await site.visitAs(admin, `/admin/users/${person.id}`)
  await page.locator('h1').waitFor()
  site.advance(aWhile)
  return { site, admin, person, page }
}

async function show(page: Page): Promise<void> {
  await asked(page).locator('input[name=step_up_password]').fill(password)
  await asked(page).getByRole('button', { name: 'Continue', exact: true }).click()
}

describe('S04 what gives power', () => {
  it('asks for the password in front of the dialog it was asked from, and is done afterwards', async () => {
    const { site, person, page } = await opened()
    await press(page, 'Ban')
    await page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click()
    await asked(page).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await show(page)
    await expect.poll(async () => (await site.auth.findUser(person.id))?.ban).not.toBe(null)
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('is not done where the password is not given', async () => {
    const { site, person, page } = await opened()
    await press(page, 'Ban')
    await page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click()
    await asked(page).getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByText('Nothing was changed').waitFor()
    expect((await site.auth.findUser(person.id))?.ban).toBe(null)
    expect(await page.getByRole('dialog').count()).toBe(1)
  })
})

describe('S13 whoever shows the password', () => {
  it('goes on with new tokens, and those from before are worth nothing', async () => {
    const { site, admin, page } = await opened()
    const tokensOf = () => page.evaluate<string>('sessionStorage.getItem("ztoken")')
    const before = JSON.parse(await tokensOf())
    await press(page, 'Ban')
    await page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click()
    await show(page)
    await expect
      .poll(async () => JSON.parse(await tokensOf()).session.id)
      .not.toBe(before.session.id)
    expect(await site.auth.verifyToken(before.access_token)).toBe(null)
    await expect(site.auth.refresh(before.refresh_token)).rejects.toMatchObject({
      code: 'token_invalid',
    })
    await page.goto(site.at('/account/devices'))
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await site.auth.sessions(admin.id)).toHaveLength(1)
  })
})
