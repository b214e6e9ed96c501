import { administratorsDay, stepUp } from './administrator.ts'
import type { Browser } from './browser.ts'
import { handsOn } from './hands.ts'
import { kickOut, person, signIn } from './people.ts'
import type { Place } from './place.ts'

/** What somebody comes for, in a browser that knows nobody and a ztoken that nobody has used. */
export interface Journey {
  readonly name: string
  /** Settings of that ztoken. */
  readonly settings?: Readonly<Record<string, string>>
  walk(browser: Browser, place: Place): Promise<void>
}

const signedIn: Journey = {
  name: 'signs in',
  async walk(browser, place) {
    const hands = handsOn(await browser.newTab())
    await hands.go(place.at('/account/devices'))
    await hands.arrive('/sign-in')
    await hands.fill('phone', person.phone)
    await hands.fill('password', 'not the password')
    await hands.press('Sign in')
    await hands.see('[role=alert]', 'Wrong account or password')
    await hands.fill('password', person.password)
    await hands.press('Sign in')
    await hands.see('h1', 'Devices')
    await hands.press('Profile', 'nav a')
    await hands.see('h1', 'Profile')
    await hands.see('dd', person.phone)
    await hands.go(place.at('/account'))
    await hands.see('h1', 'Profile')
  },
}

const secondTab: Journey = {
  name: 'a second tab, and one signs out of both',
  async walk(browser, place) {
    const first = handsOn(await browser.newTab())
    await signIn(first, place, person, { remember: true })
    const second = handsOn(await browser.newTab())
    await second.go(place.at('/account/security'))
    await second.see('h1', 'Sign-in and security')
    await second.press(`${person.name[0]}${person.name}Account menu`)
    await second.press('Sign out', '[role=menuitem]')
    await second.arrive('/sign-in')
    await first.arrive('/sign-in')
  },
}

const restart: Journey = {
  name: 'a restart of the browser',
  async walk(browser, place) {
    const before = handsOn(await browser.newTab())
    await signIn(before, place, person, { remember: true })
    await before.see('h1', 'Profile')
    await browser.restart()
    const after = handsOn(await browser.newTab())
    await after.go(place.at('/account'))
    await after.see('h1', 'Profile')
    await after.see('dd', person.phone)
  },
}

const kickedOut: Journey = {
  name: 'kicked out',
  async walk(browser, place) {
    const hands = handsOn(await browser.newTab())
    await signIn(hands, place, person)
    await hands.see('h1', 'Profile')
    await kickOut(place, person)
    await hands.arrive('/sign-in')
    await hands.see('[role=alert], [role=status]', 'An administrator ended your session')
    await hands.go(place.at('/account'))
    await hands.arrive('/sign-in')
  },
}

const bothLanguages: Journey = {
  name: 'both languages',
  async walk(browser, place) {
    const hands = handsOn(await browser.newTab())
    await hands.go(place.at('/sign-in'))
    await hands.see('html[lang=en] h1', 'Sign in')
    await hands.press('Language')
    await hands.press('简体中文', '[role=menuitem]')
    await hands.see('html[lang=zh-CN] h1', '登录')
    await hands.fill('phone', person.phone)
    await hands.fill('password', person.password)
    await hands.press('登录')
    await hands.see('h1', '个人资料')
    await hands.go(place.at('/account/devices'))
    await hands.see('html[lang=zh-CN] h1', '设备')
    await hands.press('语言')
    await hands.press('English', '[role=menuitem]')
    await hands.see('html[lang=en] h1', 'Devices')
  },
}

export const journeys: readonly Journey[] = [
  ...[signedIn, secondTab, restart, kickedOut],
  { name: 'shows the password once more', settings: { ZTOKEN_STEP_UP_SECONDS: '1' }, walk: stepUp },
  { name: 'a day of an administrator', walk: administratorsDay },
  bothLanguages,
]
