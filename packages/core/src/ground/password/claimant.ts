import { addressKey } from '../limits/address.ts'
import type { Claimant } from './fair-queue.ts'

/** Who a hash is for, as shares are counted: an IPv6 customer is one address, as at the limits. */
export function claimantOf(account: string | null, address: string | null): Claimant {
  return { account, address: address === null ? null : addressKey(address) }
}
