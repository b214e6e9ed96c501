import type { CodeLoginBody } from '@ztoken/contract'
import type { ZtokenError } from '@ztoken/sdk'

export type Resolution = NonNullable<CodeLoginBody['resolve']>

/**
 * Why a code that was right does not sign in: the account was not used for long, and has a password
 * that could be shown or has none; or the phone was taken from an account lately.
 */
export type Uncertainty = 'unused' | 'unusedNoPassword' | 'taken'

/** Null for any other failure. */
export function uncertaintyOf({ code, data }: ZtokenError): Uncertainty | null {
  if (code === 'identity_held') return 'taken'
  if (code !== 'owner_uncertain') return null
  return data?.has_password === 'true' ? 'unused' : 'unusedNoPassword'
}
