import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { languages, signIn, useChromium } from './browser.ts'
import { another, askForCode, codeField, openCodeSite } from './codes.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const stranger = '13800138000'

describe.each(languages)('signing in with a code (%s)', (language) => {
  const said = (en: string, zh: string): string => (language === 'en' ? en : zh)

  it('registers who is new, says so before, and opens the page one wanted', async () => {
    const { site, code } = await openCodeSite()
    const page = await site.visit('/account/devices', { language })
    await page.waitForURL(site.at('/sign-in?next=/account/devices'))
    await page.getByRole('tab').nth(1).click()
    await page.getByText(said('the code creates one', '自动注册')).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    await askForCode(page, stranger)
    await page.getByText(said('were sent to 13800138000', '已发送至 13800138000')).waitFor()
    await expectAccessible(page)
    await expectFitsPhone(page)
    // With the last digit, and a paste as a message has it.
    await codeField(page).fill((await code()).replace(/(?=...$)/, ' '))
    await page.waitForURL(site.at('/account/devices'))
    expect(await site.auth.findUser(stranger)).not.toBeNull()
  })

  it('says what is wrong with a code, and what to do', async () => {
    const { site, code } = await openCodeSite()
    const { phone } = await site.person()
    const page = await (await site.browser({ language })).newPage()
    await page.clock.install()
    await page.goto(site.at('/sign-in'))
    await askForCode(page, phone)
    const first = await code()
    const fault = page.locator('p.fault')
    await codeField(page).fill(another(first))
    await fault.filter({ hasText: said('You can try 4 more times', '还可以试 4 次') }).waitFor()
    await page.locator('input[name=code][aria-invalid=true]:focus').waitFor()
    await expectAccessible(page)

    site.advance(61)
    await page.clock.runFor(61_000)
    await page.getByRole('button', { name: said('Send again', '重新获取') }).click()
    const second = await code(2)
    await expect.poll(() => codeField(page).inputValue()).toBe('')
    if (first !== second) {
      await codeField(page).fill(first)
      await fault.filter({ hasText: said('Enter the newest one', '最新收到的一条') }).waitFor()
    }
    await codeField(page).fill(second)
    await page.waitForURL(site.at('/account'))
  })
})

it('one text is sent, however often it is asked for: a click, Enter and another click', async () => {
  const { site, sent, code } = await openCodeSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/codes')) asked.push(request.method())
  })
  await page.getByRole('tab', { name: 'Code' }).click()
  const field = page.locator('input[name=phone]')
  await field.fill(phone)
  const button = page.getByRole('button', { name: 'Send code' })
  await button.evaluate((one: HTMLButtonElement) => {
    one.click()
    one.form?.requestSubmit()
    one.click()
  })
  await codeField(page).waitFor()
  expect(asked).toEqual(['POST'])
  const again = page.getByRole('button', { name: /Send again in \d+ s/ })
  expect(await again.isDisabled()).toBe(true)
  await code()
  expect(sent).toHaveLength(1)
})

it('a code that is typed and sent with Enter as well is one try', async () => {
  const { site, code } = await openCodeSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  const tries: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/login/code')) tries.push(request.method())
  })
  await askForCode(page, phone)
  const wrong = another(await code())
  await page.keyboard.type(wrong)
  await page.keyboard.press('Enter')
  await page.getByText('You can try 4 more times').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('You can try 4 more times').waitFor()
  expect(tries).toHaveLength(1)
  // What is typed next replaces it.
  await codeField(page).focus()
  await codeField(page).selectText()
  await page.keyboard.type(await code())
  await page.waitForURL(site.at('/account'))
  expect(tries).toHaveLength(2)
})

it('a reload finds the question and the time until another, and so does a tab that was thrown out', async () => {
  const { site, sent, code } = await openCodeSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  await askForCode(page, phone)
  const known = await code()
  expect(await keptIn(page)).not.toContain(known)
  await page.reload()
  await page.locator('input[name=code]:focus').waitFor()
  await page.getByText(`to ${phone}`).waitFor()
  expect(await page.getByRole('button', { name: /Send again in/ }).isDisabled()).toBe(true)
  await page.goto('about:blank')
  await page.goBack()
  await codeField(page).fill(known)
  await page.waitForURL(site.at('/account'))
  expect(sent).toHaveLength(1)
  expect(await keptIn(page)).not.toContain('ztoken.code')
})

const keptIn = (page: Page): Promise<string> =>
  page.evaluate<string>('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])')

it('a browser that keeps nothing has it as long as the page is there', async () => {
  const { site, code } = await openCodeSite()
  const { phone } = await site.person()
  const page = await (await site.browser()).newPage()
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    }
  })
  await page.goto(site.at('/sign-in'))
  await askForCode(page, phone)
  await page.getByRole('tab', { name: 'Password' }).click()
  await page.getByRole('tab', { name: 'Code' }).click()
  await codeField(page).fill(await code())
  await page.waitForURL(site.at('/account'))
})

it('whoever mistyped their number has a code sent to another', async () => {
  const { site, sent, code } = await openCodeSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  await askForCode(page, stranger)
  await page.getByRole('button', { name: 'Use another number' }).click()
  await page.locator('input[name=phone]:focus').fill(phone)
  await page.keyboard.press('Enter')
  await codeField(page).fill(await code(2))
  await page.waitForURL(site.at('/account'))
  expect(sent.map(({ to }) => to)).toEqual([`+86${stranger}`, `+86${phone}`])
})

it('where codes come by e-mail as well, one field takes either', async () => {
  const { site, sent, code } = await openCodeSite(['sms', 'email'])
  const page = await site.visit('/sign-in')
  await askForCode(page, 'San.Zhang@example.com')
  await codeField(page).fill(await code())
  await page.waitForURL(site.at('/account'))
  expect(sent[0]?.to).toMatch(/^san\.zhang@example\.com$/i)
})

it('A009 where registration is closed nothing says who has an account', async () => {
  const { site, sent, code } = await openCodeSite(['sms'], {}, { registration: false })
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  await page.getByRole('tab', { name: 'Code' }).click()
  expect(await page.getByText('the code creates one').count()).toBe(0)
  await askForCode(page, stranger)
  await page.getByText(`If there is an account for ${stranger}`).waitFor()
  await page.getByRole('button', { name: 'Use another number' }).click()
  await askForCode(page, phone)
  await page.getByText(`If there is an account for ${phone}`).waitFor()
  await codeField(page).fill(await code())
  await page.waitForURL(site.at('/account'))
  expect(sent).toHaveLength(1)
})

it('a number that takes none, and one that has to wait, are told at the field and by the second', async () => {
  const { site } = await openCodeSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  await page.getByRole('tab', { name: 'Code' }).click()
  const field = page.locator('input[name=phone]')
  for (const [number, words] of [
    ['12345', 'The phone number is not valid'],
    ['+1 202 555 0123', 'not sent to phones of this country'],
  ] as const) {
    await field.fill(number)
    await page.keyboard.press('Enter')
    await page.locator('p.fault').filter({ hasText: words }).waitFor()
    await page.locator('input[name=phone][aria-invalid=true]:focus').waitFor()
  }
  await askForCode(page, phone)
  await page.getByRole('button', { name: 'Use another number' }).click()
  await page.getByRole('button', { name: 'Send code' }).click()
  await page.locator('[role=status]').filter({ hasText: 'Too many' }).waitFor({ state: 'attached' })
  expect(await page.getByRole('button', { name: 'Send code' }).isDisabled()).toBe(true)
  await field.fill(stranger)
  expect(await page.getByRole('button', { name: 'Send code' }).isDisabled()).toBe(false)
})

it('the keyboard goes between password and code, and what was typed comes along', async () => {
  const { site } = await openCodeSite()
  const { phone } = await site.person()
  const page = await site.visit('/sign-in')
  await page.getByRole('tab', { name: 'Password' }).focus()
  await page.locator('input[name=phone]').fill(phone)
  await page.getByRole('tab', { name: 'Password' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('tab', { name: 'Code', selected: true }).waitFor()
  expect(await page.locator('input[name=phone]').inputValue()).toBe(phone)
  expect(await page.getByRole('tabpanel', { name: 'Code' }).count()).toBe(1)
  await page.keyboard.press('ArrowLeft')
  await signIn(page, phone)
  await page.waitForURL(site.at('/account'))
})

it('the page to register on shows the way without a password', async () => {
  const { site } = await openCodeSite()
  const page = await site.visit('/register?next=/account/devices')
  await page.getByRole('link', { name: 'Register with a code' }).click()
  await page.waitForURL(site.at('/sign-in?next=/account/devices&by=code'))
  await page.getByRole('tab', { name: 'Code', selected: true }).waitFor()
})
