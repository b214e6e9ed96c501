import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../account/account-changes.ts'
import type { Ground } from '../ground.ts'
import { doAfterwards } from '../session/afterwards.ts'
import type { Grant } from '../session/grants.ts'
import type { Due } from './due.ts'

/**
 * Signs in whoever has answered with a ticket, and does what the login left to be done.
 * Throws ZtokenError `factor_ticket_invalid` where the account was changed meanwhile, and whatever
 * keeps somebody from a session.
 */
export async function signInByTicket(
  ground: Pick<Ground, 'limits' | 'notices' | 'signIn'>,
  account: Account,
  how: Due,
): Promise<Grant> {
  const grant = await ground.signIn(account, how)
  if (grant === null) throw new ZtokenError('factor_ticket_invalid')
  if (how.afterwards !== undefined) await doAfterwards(ground, how.afterwards, grant.session)
  return grant
}
