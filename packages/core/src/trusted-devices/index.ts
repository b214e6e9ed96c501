import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import type { TrustedDevice } from '../ground/factors/trusted-devices.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'

/** Devices on which no second factor is asked for. */
export interface TrustingDevices {
  /**
   * Those that the caller trusts, the oldest first. Another password, a ban and whatever else ends all
   * sessions ends them.
   *
   * @throws ZtokenError `token_invalid`, `unavailable`.
   */
  trustedDevices(caller: Caller): Promise<readonly TrustedDevice[]>
  /**
   * From now on a second factor is asked for on this device as on any.
   *
   * @throws ZtokenError `not_found`, `token_invalid`, `conflict`, `unavailable`.
   */
  distrustDevice(caller: Caller, id: string): Promise<void>
}

export function createTrustingDevices({
  store,
  trustedDevices,
}: Pick<Ground, 'store' | 'trustedDevices'>): TrustingDevices {
  async function accountOf({ userId }: Caller): Promise<Account> {
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return account
  }

  return {
    trustedDevices: async (caller) => trustedDevices.list(await accountOf(caller)),
    async distrustDevice(caller, id) {
      const account = await accountOf(caller)
      const going = trustedDevices.list(account).find((one) => one.id === id)
      if (going === undefined) throw new ZtokenError('not_found')
      const changes = { credentials: { remove: [id] }, ifEpoch: account.epoch }
      const { outcome } = await store.changeAccount(caller.userId, changes)
      if (outcome !== 'changed') throw new ZtokenError('conflict')
    },
  }
}
