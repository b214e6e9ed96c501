import { ZtokenError } from '@ztoken/contract'
import type { NewAccount } from '../ground/account/new-accounts.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { Origin } from '../ground/session/sign-in.ts'

export type RegisterInput = Omit<NewAccount, 'roles'>

/** How somebody makes an account of their own. */
export interface Registration {
  /**
   * Adds a user and signs them in. A phone is registered once, however many try at the same time.
   *
   * @throws ZtokenError `phone_invalid`, `password_too_short`, `password_too_long`,
   * `password_common`, `password_breached`, `phone_taken`, `refused`, `too_many_requests`,
   * `user_field_required`, and as `updateUser` of the fields; `unavailable`.
   * @example
   * const { user, accessToken } = await auth.register({ phone, password, name: '张三' })
   */
  register(input: RegisterInput, origin?: Origin): Promise<Grant>
}

export function createRegistration({
  limits,
  newAccounts,
  audit,
  ownRules,
  signIn,
}: Pick<Ground, 'limits' | 'newAccounts' | 'audit' | 'ownRules' | 'signIn'>): Registration {
  return {
    async register(given, origin = {}) {
      const { address = null, device = null } = origin
      const input = await newAccounts.requireAcceptable(given, 'self')
      await limits.requireRegistration(address)
      const { phone, password, name = null, fields = {} } = input
      await ownRules.requireRegistration({ phone, email: null, name, address, device })
      const claimant = claimantOf(phone, address)
      const account = await newAccounts.make({ phone, password, name, fields }, claimant)
      const { id } = account.user
      const subject = { actorId: id, userId: id, address, device }
      await newAccounts.add(account, audit.record('user_registered', subject))
      // A second factor that is required is asked for at the next login.
      const grant = await signIn(account, { ...origin, amr: ['pwd'], factor: 'vouched' })
      if (grant === null) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      return grant
    },
  }
}
