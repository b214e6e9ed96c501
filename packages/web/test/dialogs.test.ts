import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openSite, password, useChromium } from './browser.ts'
import { expectAccessible } from './looks.ts'

useChromium()

const aWhile = 16 * 60
const press = (scope: Page | Locator, name: string): Promise<void> =>
  scope.getByRole('button', { name, exact: true }).click()

interface Question {
  readonly path: string
  readonly open: string
  /** What its field is called, and what is entered there; the last digits of the person's phone. */
  readonly field: string
  readonly typed: (phone: string) => string
  readonly send: string
}

const user = '/admin/users/:id'
const questions: readonly (readonly [string, Question])[] = [
  [
    'deleting one’s account',
    {
      path: '/account/data',
      open: 'Delete account…',
      field: 'confirmation',
      typed: (phone) => phone.slice(-4),
      send: 'Delete permanently',
    },
  ],
  [
    'deleting somebody',
    {
      path: user,
      open: 'Delete user',
      field: 'confirmation',
      typed: (phone) => phone,
      send: 'Delete permanently',
    },
  ],
  ['a ban', { path: user, open: 'Ban', field: 'reason', typed: () => 'spam', send: 'Ban' }],
  [
    'a role',
    { path: '/admin/roles', open: 'New role', field: 'role', typed: () => 'support', send: 'Save' },
  ],
]

it.each(questions)(
  'a dialog over a dialog is in front, has the focus, and leaves alone (%s)',
  async (_what, { path, open, field, typed, send }) => {
    const site = await openSite()
    const admin = await site.person({ permissions: ['*'] })
    // Of the last administrator nobody takes the account.
    await site.person({ permissions: ['*'] })
    const person = path === user ? await site.person() : admin
    const phone = (await site.auth.findUser(person.id))?.phone ?? ''
    const page = await site.visitAs(admin, path.replace(':id', person.id))
    await page.locator('h1').waitFor()
    site.advance(aWhile)
    await press(page, open)
    const below = page.locator(`[role=dialog]:has([name=${field}])`)
    await below.locator(`[name=${field}]`).fill(typed(phone))
    await press(below, send)

    const above = page.locator('[role=dialog]:has([name=step_up_password])')
    const proof = above.locator('[name=step_up_password]')
    await proof.waitFor()
    await expectInFront(page, proof)
    await expect.poll(() => hasFocus(above)).toBe(true)
    // The keyboard goes round in it, and comes to nothing below.
    for (let step = 0; step < 8; step += 1) {
      await page.keyboard.press('Tab')
      expect(await hasFocus(above)).toBe(true)
    }
    await expectAccessible(page)

    await page.keyboard.press('Escape')
    await above.waitFor({ state: 'detached' })
    await below.getByText('Nothing was changed').waitFor()
    expect(await below.locator(`[name=${field}]`).inputValue()).toBe(typed(phone))
    await expect.poll(() => hasFocus(below)).toBe(true)

    await press(below, send)
    await proof.fill('not the password')
    await proof.press('Enter')
    await above.locator('p.fault').waitFor()
    await proof.fill(password)
    await proof.press('Enter')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  },
)

/** Nothing lies over it: a click in its middle is its own. */
async function expectInFront(page: Page, control: Locator): Promise<void> {
  const box = await control.boundingBox()
  const hit = await page.evaluate(
    ([x, y]) => document.elementFromPoint(x ?? 0, y ?? 0)?.getAttribute('name'),
    [(box?.x ?? 0) + (box?.width ?? 0) / 4, (box?.y ?? 0) + (box?.height ?? 0) / 2],
  )
  expect(hit).toBe(await control.getAttribute('name'))
}

const hasFocus = (dialog: Locator): Promise<boolean> =>
  dialog.evaluate((element) => element.contains(document.activeElement))
