import { setTimeout as wait } from 'node:timers/promises'
import type { Browser } from './browser.ts'
import { type Hands, handsOn } from './hands.ts'
import { administrator, person, signIn } from './people.ts'
import type { Place } from './place.ts'

const inDialog = '[role=dialog] button'

async function openPerson(hands: Hands): Promise<void> {
  await hands.press('Users', 'nav a')
  await hands.see('h1', 'Users')
  await hands.fill('search', person.phone)
  await hands.enter('search')
  await hands.arrive('search=')
  await hands.see('[role=status]', '1 user')
  await hands.press(person.name, 'tbody a')
  await hands.see('h1', person.name)
}

async function ban(hands: Hands, reason: string): Promise<void> {
  await hands.press('Ban')
  await hands.press('7 days', '[role=dialog] label')
  await hands.fill('reason', reason)
  await hands.press('Ban', inDialog)
}

/** Looks somebody up, bans them and thinks better of it, twice; reads of it, and how things stand. */
export async function administratorsDay(browser: Browser, place: Place): Promise<void> {
  const hands = handsOn(await browser.newTab())
  await signIn(hands, place, administrator)
  await openPerson(hands)
  await ban(hands, 'by mistake')
  await hands.see('dd', 'by mistake')
  await hands.press('Undo')
  await hands.see('p', 'Not banned.')
  await ban(hands, 'spam')
  await hands.see('dd', 'spam')
  await hands.press('Lift ban')
  await hands.see('p', 'Not banned.')
  await hands.press('Audit', 'nav a')
  await hands.see('h1', 'Audit')
  for (const reason of ['by mistake', 'spam']) {
    await hands.see('tr[data-event=user_banned]', reason)
  }
  await hands.see('tr[data-event=user_unbanned]', person.name)
  await hands.press('Overview', 'nav a')
  await hands.see('h1', 'Overview')
  await hands.see('main', 'Active today')
  await hands.see('main svg')
}

/** In a ztoken that asks for the password again after a second. */
export async function stepUp(browser: Browser, place: Place): Promise<void> {
  const hands = handsOn(await browser.newTab())
  await signIn(hands, place, administrator)
  await openPerson(hands)
  await wait(2000)
  await ban(hands, 'spam')
  await hands.fill('step_up_password', 'not the password')
  await hands.press('Continue', inDialog)
  await hands.see('[role=dialog]', 'The password is wrong')
  await hands.fill('step_up_password', administrator.password)
  await hands.press('Continue', inDialog)
  await hands.see('dd', 'spam')
  await hands.seeNo('[role=dialog]')
}
