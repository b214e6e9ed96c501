import { randomBytes } from 'node:crypto'
import { ZtokenError } from '@ztoken/contract'
import type { Store } from '../store/store.ts'
import type { Answered } from './index.ts'
import type { TrustedDevices } from './trusted-devices.ts'

/** The same, on a device that is trusted from now on. Throws ZtokenError `factor_ticket_invalid`. */
export async function trusting(
  { store, trustedDevices }: { readonly store: Store; readonly trustedDevices: TrustedDevices },
  { account, how }: Answered,
): Promise<Answered> {
  const deviceId = how.afterwards?.device ?? randomBytes(16).toString('base64url')
  const credentials = trustedDevices.changesFor(account, deviceId, how.device ?? null)
  const changes = { credentials, ifEpoch: account.epoch }
  const result = await store.changeAccount(account.user.id, changes)
  if (result.outcome !== 'changed') throw new ZtokenError('factor_ticket_invalid')
  return { account: result.account, how: { ...how, deviceId } }
}
