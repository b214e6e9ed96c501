import { addressKey } from '../limits/address.ts'
import type { Rooms } from '../rooms.ts'

/** True where the owner of this phone is signed in from the same address (an IPv6 /64). */
export async function isKnownAddress(
  { store }: Rooms,
  phone: string,
  address: string | null,
): Promise<boolean> {
  if (address === null) return false
  const account = await store.findAccountByPhone(phone)
  const sessions = account === null ? [] : await store.listSessions(account.user.id)
  return sessions.some(
    (session) => session.address !== null && addressKey(session.address) === addressKey(address),
  )
}
