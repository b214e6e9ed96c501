import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openSite, password, signIn, useChromium } from './browser.ts'

useChromium()

/** Everything of a page that outlives a keystroke, as text. */
const everything = `JSON.stringify([
  location.href, history.state, { ...sessionStorage }, { ...localStorage }, document.cookie,
  document.documentElement.outerHTML,
  [...document.querySelectorAll('input')].map(({ value, defaultValue }) => [value, defaultValue]),
])`

async function attributes(page: Page, name: string): Promise<(string | null)[]> {
  const field = page.locator(`input[name=${name}]`)
  return [await field.getAttribute('autocomplete'), await field.getAttribute('type')]
}

describe('password managers (attack A229)', () => {
  it('find the fields they look for', async () => {
    const site = await openSite()
    const page = await site.visit('/sign-in')
    await page.locator('form').waitFor()
    expect(await attributes(page, 'phone')).toEqual(['username webauthn', 'tel'])
    expect(await attributes(page, 'password')).toEqual(['current-password', 'password'])
    await page.goto(site.at('/register'))
    await page.locator('form').waitFor()
    expect(await attributes(page, 'phone')).toEqual(['username', 'tel'])
    expect(await attributes(page, 'password')).toEqual(['new-password', 'password'])
    const { id } = await site.person()
    const { resetToken } = await site.auth.requestPasswordReset(id)
    await page.goto(site.at(`/reset-password#${resetToken}`))
    await page.locator('form').waitFor()
    expect(await attributes(page, 'new_password')).toEqual(['new-password', 'password'])
  })

  it('may paste, and whoever wants to may see what was pasted', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const page = await site.visit('/sign-in')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('input[name=phone]').fill(phone)
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(password)})`)
    await page.locator('input[name=password]').focus()
    await page.keyboard.press('Control+V')
    expect(await page.locator('input[name=password]').inputValue()).toBe(password)
    await page.getByRole('button', { name: 'Show password' }).click()
    expect(await attributes(page, 'password')).toEqual(['current-password', 'text'])
    await page.getByRole('button', { name: 'Hide password' }).click()
    await page.locator('input[name=password]').press('Enter')
    await page.waitForURL(site.at('/account'))
  })
})

describe('a password that was sent (attack A229)', () => {
  it('and was taken or refused is nowhere in the page, its address, its history or its storage', async () => {
    const site = await openSite()
    const { phone, id } = await site.person()
    const { resetToken } = await site.auth.requestPasswordReset(id)
    const secrets = ['first-guess-of-mine', 'second-guess-of-mine', 'third-choice-of-mine']
    const [guess = '', choice = '', reset = ''] = secrets
    const page = await site.visit('/sign-in')
    const expectNothing = async (): Promise<void> => {
      const kept = await page.evaluate<string>(everything)
      for (const secret of [...secrets, password]) expect(kept).not.toContain(secret)
    }

    await page.locator('input[name=phone]').fill(phone)
    await page.locator('input[name=password]').fill(guess)
    // Shown as text, it is sent and gone all the same.
    await page.getByRole('button', { name: 'Show password' }).click()
    await page.locator('button[type=submit]').click()
    await page.getByRole('alert').waitFor()
    await expectNothing()

    await page.goto(site.at('/register'))
    await page.locator('input[name=phone]').fill(phone)
    await page.locator('input[name=password]').fill(choice)
    await page.keyboard.press('Enter')
    await page.locator('input[name=phone][aria-invalid=true]').waitFor()
    // What is wrong is the phone: nobody has to type the password twice, which is in its field alone.
    expect(await page.locator('input[name=password]').inputValue()).toBe(choice)
    await page.locator('input[name=password]').fill('')
    await expectNothing()

    await page.goto(site.at(`/reset-password#${resetToken}`))
    await page.locator('input[name=new_password]').fill(reset)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/sign-in'))
    await expectNothing()

    await page.locator('input[name=phone]').fill(phone)
    await page.locator('input[name=password]').fill(reset)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/account'))
    await expectNothing()
    // Signed in, one is led past the page for registering.
    await page.goBack()
    await page.waitForURL(site.at('/account'))
    await expectNothing()
  })

  it('stays in its field while something else is at fault', async () => {
    const site = await openSite()
    const { phone } = await site.person()
    const typed = (page: Page): Promise<string> => page.locator('input[name=password]').inputValue()
    const page = await site.visit('/sign-in')
    await signIn(page, '12345', password)
    await page.locator('input[name=phone][aria-invalid=true]').waitFor()
    expect(await typed(page)).toBe(password)
    await page.context().setOffline(true)
    await page.locator('input[name=phone]').fill(phone)
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await typed(page)).toBe(password)
    await page.context().setOffline(false)
    await page.keyboard.press('Enter')
    await page.waitForURL(site.at('/account'))

    const admin = await site.visitAs(await site.person({ permissions: ['*'] }), '/admin/users')
    await admin.getByRole('button', { name: 'Add user' }).click()
    await admin.locator('[role=dialog] input[name=phone]').fill(phone)
    await admin.locator('input[name=password]').fill(password)
    await admin.keyboard.press('Enter')
    await admin.locator('input[name=phone][aria-invalid=true]').waitFor()
    expect(await typed(admin)).toBe(password)
    await admin.locator('[role=dialog] input[name=phone]').fill('13900009999')
    await admin.keyboard.press('Enter')
    await admin.waitForURL(/admin\/users\/.+/)
  })

  it('is not in the address either where scripts are off: no form is sent by the browser', async () => {
    const site = await openSite()
    const page = await site.visit('/register')
    const forms = await page.evaluate<number>(
      `fetch(location.href).then((reply) => reply.text()).then((text) => (text.match(/<form/g) ?? []).length)`,
    )
    expect(forms).toBe(0)
  })
})
