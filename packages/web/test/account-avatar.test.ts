import { describe, expect, it } from 'vitest'
import { languages, openSite, type Site, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'
import { colourOf, photo } from './pictures.ts'
import { choose, hand, openProfile } from './profile.ts'

useChromium()

async function pictureOf(site: Site, id: string): Promise<Buffer> {
  const url = (await site.auth.findUser(id))?.avatar ?? ''
  expect(url).toMatch(/\/v1\/avatars\/.+\/256\.webp$/)
  return (await site.app.inject({ url })).rawPayload
}

describe.each(languages)('a picture (%s)', (language) => {
  const en = language === 'en'

  it('is chosen, shown in the bar, and taken down', async () => {
    const { site, person, page } = await openProfile(language)
    await choose(page, await photo())
    await expectAccessible(page)
    await expectFitsPhone(page)
    expect(await page.getByRole('dialog').locator('canvas').count()).toBe(3)
    await page.getByRole('button', { name: en ? 'Save picture' : '保存头像' }).click()
    await page.getByText(en ? 'Your picture was saved.' : '头像已保存。').waitFor()
    expect(await colourOf(await pictureOf(site, person.id))).toBe('green')
    await page.locator('header .avatar img').waitFor()
    await page.reload()
    await page.locator('header .avatar img').waitFor()
    const remove = en ? 'Remove' : '移除'
    await page.getByRole('button', { name: remove, exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: remove, exact: true }).click()
    await page.getByText(en ? 'Your picture was removed.' : '头像已移除。').waitFor()
    expect((await site.auth.findUser(person.id))?.avatar ?? null).toBe(null)
    expect(await page.locator('header .avatar img').count()).toBe(0)
  })
})

describe('a picture', () => {
  it.each(['drop', 'paste'] as const)('is taken by %s', async (how) => {
    const { page } = await openProfile()
    await hand(page, await photo(), how)
    await page.locator('[role=application][aria-busy=false]').waitFor()
    await page.getByRole('button', { name: 'Save picture' }).click()
    await page.locator('header .avatar img').waitFor()
  })

  it('is cropped with the keyboard alone', async () => {
    const { site, person, page } = await openProfile()
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
    const { site, person, page } = await openProfile()
    await choose(page, await photo())
    for (const _ of Array(4)) await page.getByRole('button', { name: 'Zoom in' }).click()
    const left = page.getByRole('button', { name: 'Move the picture left' })
    for (const _ of Array(30)) await left.click()
    await page.getByRole('button', { name: 'Save picture' }).click()
    await page.getByText('Your picture was saved.').waitFor()
    expect(await colourOf(await pictureOf(site, person.id))).toBe('blue')
  })
})

it('where the server keeps no pictures, none is asked for', async () => {
  const site = await openSite()
  const page = await site.visitAs(await site.person(), '/account')
  await page.getByRole('heading', { name: 'About me' }).waitFor()
  await expect.poll(() => page.getByRole('heading', { name: 'Picture' }).count()).toBe(0)
})
