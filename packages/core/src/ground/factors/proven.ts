import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../account/account-changes.ts'
import type { Codes } from '../one-time-codes/index.ts'

/**
 * Throws ZtokenError `identity_unproven` where codes are sent and nothing of the account is proven:
 * else whoever registered with somebody's phone would keep its owner out past their proof.
 */
export function requireProven({ identities }: Account, codes: Pick<Codes, 'offers'>): void {
  const isSent = codes.offers('sms') || codes.offers('email')
  if (isSent && identities.every(({ verifiedAt }) => verifiedAt === null)) {
    throw new ZtokenError('identity_unproven')
  }
}
