import { createHash } from 'node:crypto'
import type { Account } from '../ground/account/account-changes.ts'
import type { Rooms } from '../ground/rooms.ts'

const deviceSeconds = 90 * 86_400

/**
 * A token by which the device of somebody who has just shown their password is known again, for 90
 * days or until the password changes. It lets nobody in: it keeps the guesses of strangers from
 * counting against its holder. Null where there is no password.
 */
export function deviceTokenFor(
  { deviceTokens, clock }: Rooms,
  userId: string,
  passwordHash: string | null,
): string | null {
  if (passwordHash === null) return null
  const exp = Math.floor(clock() / 1000) + deviceSeconds
  return deviceTokens.issue({ sub: userId, mark: markOf(passwordHash), exp })
}

/**
 * What attempts of this device are counted under; null where the token is not one of this phone's
 * owner, of today's password and in its time. Throws ZtokenError `unavailable`.
 */
export async function knownDevice(
  { deviceTokens, store, clock }: Rooms,
  phone: string,
  token: string | null,
): Promise<string | null> {
  const device = token === null ? null : deviceTokens.read(token)
  if (device === null || device.exp <= Math.floor(clock() / 1000)) return null
  const account = await store.findAccountByPhone(phone)
  return account !== null && isOf(account, device) ? device.id : null
}

function isOf({ user, passwordHash }: Account, device: { sub: string; mark: string }): boolean {
  return user.id === device.sub && passwordHash !== null && markOf(passwordHash) === device.mark
}

/** Another password, or the same one again, has another salt: nothing has to be stored. */
function markOf(passwordHash: string): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 22)
}
