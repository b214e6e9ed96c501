import { describe, expect, it } from 'vitest'
import { authenticatorOf } from '../../core/test/authenticator.ts'
import { languages, openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

/** An administrator, somebody with an authenticator and recovery codes, and their page. */
async function opened(permissions: readonly string[], options: object = {}) {
  const site = await openSite()
  const admin = await site.person({ name: 'admin', permissions })
  const person = await site.person({ name: '李四' })
  const { auth } = site
  const grant = await auth.login({ phone: person.phone, password })
  const caller = auth.authenticate(grant.accessToken)
  const { enrolment, secret } = await auth.beginTotp(caller)
  const code = authenticatorOf(secret, () => Date.now()).code()
  const now = await auth.confirmTotp(caller, { enrolment, code })
  await auth.makeRecoveryCodes(auth.authenticate(now.accessToken))
  const path = `/admin/users/${person.id}`
  const page = await site.visitAs(admin, `${path}?tab=security`, options)
  await page.locator('h1').waitFor()
  return { site, admin, person, path, page }
}

describe.each(languages)('the second factors of somebody (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('are seen, and taken away after the password was shown, with their sessions', async () => {
    const { site, person, page } = await opened(['*'], { language })
    const panel = page.getByRole('tabpanel')
    await panel.getByText(said('Two-step sign-in is on.', '已开启二次验证。')).waitFor()
    await panel.getByText(said('Authenticator', '验证器'), { exact: true }).waitFor()
    await panel.getByText(said('10 left', '还剩 10 个')).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)

    site.advance(3600)
    const off = said('Turn off two-step sign-in', '关闭二次验证')
    await panel.getByRole('button', { name: off }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByText(said('make sure that it is they who ask', '请先确认是本人提出'))
      .waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await dialog.getByRole('button', { name: off }).click()
    await page.locator('input[name=step_up_password]').fill(password)
    await page.keyboard.press('Enter')
    await panel.getByText(said('Two-step sign-in is off.', '未开启二次验证。')).waitFor()
    await expect
      .poll(() => page.evaluate('document.activeElement.textContent'))
      .toContain(said('is off', '未开启'))
    expect(await site.auth.factorsOf(person.id)).toEqual([])
    expect(await site.auth.sessions(person.id)).toEqual([])
    await page.getByRole('tab', { name: said('Sessions', '会话') }).click()
    await panel.getByText(said('No open sessions.', '没有会话。')).waitFor()
  })
})

describe('the page of somebody', () => {
  it('has its part in the address, by keyboard too, and one step back leads to the list', async () => {
    const { site, person, path, page } = await opened(['*'])
    await page.goto(site.at('/admin/users'))
    await page.getByRole('link', { name: '李四', exact: true }).click()
    await page.getByRole('tab', { name: 'Sessions' }).waitFor()
    await page.getByRole('tab', { name: 'Sessions' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(site.at(`${path}?tab=roles`))
    await page.getByRole('region', { name: 'Roles' }).waitFor()
    await page.getByRole('tab', { name: 'Audit' }).click()
    await page.waitForURL(site.at(`${path}?tab=audit`))
    await page.getByRole('tabpanel').locator('[title^="factor_added"]').waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    const audit = page.getByRole('link', { name: 'Audit of this user' })
    expect(await audit.getAttribute('href')).toBe(`/app/admin/audit?user=${person.id}`)
    await page.goBack()
    await page.waitForURL(site.at('/admin/users'))
    await page.goto(site.at(`${path}?tab=nonsense`))
    await page.locator('[role=tab][aria-selected=true]', { hasText: 'Sessions' }).waitFor()
  })

  it('gives its ids to take along, and says when somebody was there last', async () => {
    const { page, person } = await opened(['user:read', 'session:read'])
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy ID' }).click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(person.id)
    const seen = page.locator('dl', { hasText: 'Last seen' }).first().locator('time').last()
    expect(await seen.getAttribute('title')).toMatch(/\d{4}/)
    expect(await page.getByRole('tab', { name: 'Audit' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Turn off two-step sign-in' }).count()).toBe(0)
  })

  it('says of the role that holds everything that it holds all permissions', async () => {
    const { page } = await opened(['*'])
    await page.getByRole('tab', { name: 'Roles' }).click()
    await page.getByText('all permissions, including future ones').first().waitFor()
  })
})
