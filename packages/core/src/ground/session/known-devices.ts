import { createHash } from 'node:crypto'
import type { DeviceTokens } from '@ztoken/token'
import type { Account } from '../account/account-changes.ts'
import type { IdentityName } from '../account/identity.ts'
import { passwordHashOf } from '../account/password-of.ts'
import type { Store } from '../store/store.ts'

/**
 * By which token the device of somebody who has signed in is known again, for 90 days or until the
 * password changes. It lets nobody in: it keeps the guesses of strangers from counting
 * against its holder.
 */
export interface KnownDevices {
  /**
   * A token for whoever has just signed in to an account with this password, or with none; under the
   * id of a trusted device where it goes on with one.
   */
  issue(userId: string, passwordHash: string | null, id?: string): string
  /**
   * What attempts of this device are counted under; null where the token is not one of the owner
   * of what they are found by, of today's password and in its time. Throws ZtokenError `unavailable`.
   */
  find(name: IdentityName, token: string | null): Promise<string | null>
}

export interface KnownDevicesNeed {
  readonly deviceTokens: DeviceTokens
  readonly store: Pick<Store, 'findAccountByIdentity'>
  readonly clock: () => number
}

const deviceSeconds = 90 * 86_400

export function createKnownDevices({ deviceTokens, store, clock }: KnownDevicesNeed): KnownDevices {
  return {
    issue(userId, passwordHash, id) {
      const exp = Math.floor(clock() / 1000) + deviceSeconds
      return deviceTokens.issue({ sub: userId, mark: markOf(passwordHash), exp }, id)
    },
    async find(name, token) {
      const device = token === null ? null : deviceTokens.read(token)
      if (device === null || device.exp <= Math.floor(clock() / 1000)) return null
      const account = await store.findAccountByIdentity(name)
      return account !== null && isOf(account, device) ? device.id : null
    },
  }
}

function isOf(account: Account, device: { sub: string; mark: string }): boolean {
  return account.user.id === device.sub && markOf(passwordHashOf(account)) === device.mark
}

/** Another password, or the same one again, has another salt: nothing has to be stored. */
function markOf(passwordHash: string | null): string {
  return createHash('sha256')
    .update(passwordHash ?? '')
    .digest('base64url')
    .slice(0, 22)
}
