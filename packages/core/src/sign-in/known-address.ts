import type { IdentityName } from '../ground/account/identity.ts'
import type { Ground } from '../ground/ground.ts'
import { addressKey } from '../ground/limits/address.ts'

/** However many there are: whoever asks is at a limit, and may ask as often as they like. */
const most = 50

/** True where the owner of this is signed in from the same address (an IPv6 /64), of late. */
export async function isKnownAddress(
  { store }: Pick<Ground, 'store'>,
  name: IdentityName,
  address: string | null,
): Promise<boolean> {
  if (address === null) return false
  const account = await store.findAccountByIdentity(name)
  if (account === null) return false
  const page = { after: null, limit: most }
  const sessions = await store.listSessions(account.user.id, page)
  return sessions.some(
    (session) => session.address !== null && addressKey(session.address) === addressKey(address),
  )
}
