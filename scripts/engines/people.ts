import { endSessions, listUsers } from '@ztoken/contract'
import { createClient, memoryStorage } from '@ztoken/sdk'
import { call } from '@ztoken/sdk/call'
import type { Hands } from './hands.ts'
import type { Place } from './place.ts'

interface Person {
  readonly phone: string
  readonly password: string
  readonly name: string
}

/** Who is there to be tried, in every `ztoken dev`. */
export const person: Person = { phone: '13800138000', password: 'pass-word-0', name: '张三' }
export const administrator: Person = {
  ...{ phone: '18612345678', password: 'pass-word-2', name: '王五' },
}

/** Fills in the page for signing in and sends it. */
export async function signIn(
  hands: Hands,
  place: Place,
  { phone, password }: Person,
  { remember = false } = {},
): Promise<void> {
  await hands.go(place.at('/sign-in'))
  await hands.fill('phone', phone)
  await hands.fill('password', password)
  if (remember) await hands.press('Remember me on this device', 'label')
  await hands.press('Sign in')
  await hands.arrive('/account')
}

/** As an administrator does it elsewhere: every session of somebody ends. */
export async function kickOut(place: Place, { phone }: Person): Promise<void> {
  const client = createClient({ baseUrl: place.origin, storage: memoryStorage() })
  const { phone: own, password } = administrator
  await client.login({ phone: own, password })
  const { users } = await call(client, listUsers, { search: phone })
  for (const { id } of users) await call(client, endSessions, { id })
  client.close()
}
