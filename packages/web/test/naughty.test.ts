import naughtyStrings from 'big-list-of-naughty-strings' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { openSite, password, useChromium } from './browser.ts'

useChromium()

const all = [...new Set(naughtyStrings as string[])]
/** What the wire takes for the name of a device: 1 to 128 characters, none of them for control. */
const devices = all.filter((text) => /^\P{Cc}{1,128}$/u.test(text))
/** An introduction is longer, and has lines: several strings go into one. */
const intros: string[] = []
for (const text of all) {
  if (text === '' || text.includes('\0') || text.length > 512) continue
  const last = intros.at(-1)
  if (last !== undefined && last.length + text.length < 512)
    intros.splice(-1, 1, `${last}\n${text}`)
  else intros.push(text)
}

describe('every naughty string', () => {
  it('as a device is shown as text, to oneself and to an administrator (attack A225)', async () => {
    expect(devices.length).toBeGreaterThan(300)
    const site = await openSite({ sessionsPerUser: null })
    const person = await site.person()
    for (const device of devices) {
      const given = { phone: person.phone, password, device }
      const reply = await site.app.inject({ method: 'POST', url: '/v1/login', payload: given })
      expect(reply.statusCode, JSON.stringify(device)).toBe(200)
    }
    const own = await site.visitAs(person, '/account/devices')
    await own
      .getByText(String(devices.length + 1))
      .first()
      .waitFor()
    const administrator = await site.person({ permissions: ['user:read', 'session:read'] })
    const theirs = await site.visitAs(administrator, `/admin/users/${person.id}`)
    for (const names of [own.locator('article.device h3'), theirs.locator('article.device h3')]) {
      // With the browser of the one who looks at the page.
      await expect.poll(() => names.count()).toBe(devices.length + 1)
      const shown = new Set(await names.allTextContents())
      expect(devices.filter((device) => !shown.has(device))).toEqual([])
      expect(await names.locator('*').count()).toBe(0)
    }
  }, 120_000)

  it('as an introduction is text in its field (attack A225)', async () => {
    const site = await openSite()
    const administrator = await site.person({ permissions: ['user:read', 'user:edit'] })
    const page = await site.visitAs(administrator, '/account')
    expect(intros.length).toBeGreaterThan(20)
    for (const intro of intros) {
      const { id } = await site.person()
      const { intro: kept } = await site.auth.updateManagedUser(id, { intro })
      await page.goto(site.at(`/admin/users/${id}?tab=profile`))
      // A field has its lines end in one way.
      const expected = (kept ?? '').replace(/\r\n?/g, '\n')
      await expect.poll(() => page.locator('textarea').inputValue()).toBe(expected)
    }
  }, 180_000)
})
