import { ZtokenError } from '@ztoken/contract'
import type { Core, User } from '@ztoken/core'

/** By id alone: a phone that happens to be one names nobody here. Throws `not_found`. */
export async function requireUserById(core: Core, id: string): Promise<User> {
  const user = await core.findUser(id)
  if (user?.id !== id) throw new ZtokenError('not_found')
  return user
}
