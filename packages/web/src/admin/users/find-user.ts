import { listUsers } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'

export type FoundUser = { readonly id: string } | { readonly fault: FindFault }
export type FindFault = 'nobody' | 'several' | 'notAllowed'

const looksLikePhone = /^\+?[\d\s()-]{5,}$/
const looksLikeId = /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,127}$/

/**
 * Whom a text means: an id as it is, also of somebody who is deleted, else whoever is found by it
 * among the users, by phone or name, where one may look there.
 */
export async function findUser(
  client: AnyClient,
  text: string,
  mayLook: boolean,
): Promise<FoundUser> {
  const isId = looksLikeId.test(text)
  const isPhone = looksLikePhone.test(text)
  if (!mayLook) return isId && !isPhone ? { id: text } : { fault: 'notAllowed' }
  const search = [...text].slice(0, 64).join('')
  const { users } = await call(client, listUsers, { search, limit: '2' })
  const [only] = users
  if (users.some(({ id }) => id === text)) return { id: text }
  if (only !== undefined) return users.length === 1 ? { id: only.id } : { fault: 'several' }
  return isId && !isPhone ? { id: text } : { fault: 'nobody' }
}
