import { ZtokenError } from '@ztoken/contract'
import type { AccessToken } from '@ztoken/token'
import type { Revocations } from '../revocation/revocations.ts'
import { codeOfEnd } from './rules.ts'

export interface HoldingNeeds {
  readonly revocations: Pick<Revocations, 'reasonOf'>
  readonly clock: () => number
}

/**
 * Of a token that was accepted before and is not at hand: whether it still holds. From memory.
 * Throws ZtokenError `token_expired`, or why its session is over.
 */
export function requireHolding({ revocations, clock }: HoldingNeeds, token: AccessToken): void {
  const reason = revocations.reasonOf(token)
  if (reason !== null) throw new ZtokenError(codeOfEnd(reason))
  if (token.claims.exp * 1000 <= clock()) throw new ZtokenError('token_expired')
}
