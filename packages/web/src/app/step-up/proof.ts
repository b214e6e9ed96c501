import { listIdentities } from '@ztoken/sdk/codes'
import { listFactors } from '@ztoken/sdk/factors'
import type { AnyClient } from '@ztoken/sdk/vue'
import { aboutServer } from '../../client/about.ts'
import { isReached } from '../../codes/recipient.ts'
import { type FactorKind, knownKinds } from '../../factors/factor.ts'

/** By what somebody shows once more who they are. */
export type Proof =
  | { readonly by: 'password' }
  | { readonly by: 'code'; readonly to: string }
  | { readonly by: 'factor'; readonly kinds: readonly FactorKind[]; readonly passkey: boolean }

/**
 * The second factor of whoever has one; a code for whoever has no password, and can be sent one; the
 * password for everybody else.
 */
export async function proofOf(client: AnyClient): Promise<Proof> {
  try {
    const { factors } = await listFactors(client)
    const kinds = knownKinds(factors.filter(({ left }) => left !== 0).map(({ kind }) => kind))
    const passkey = factors.some(({ kind }) => kind === 'passkey')
    if (passkey || kinds.includes('totp')) return { by: 'factor', kinds, passkey }
    const { codes } = await aboutServer(client)
    if (codes.length > 0) {
      const { identities, has_password } = await listIdentities(client)
      const reached = identities.find((one) => one.verified_at && isReached(codes, one.kind))
      if (!has_password && reached) return { by: 'code', to: reached.subject }
    }
  } catch {
    // Whoever cannot be asked now refuses the password as well, and says why.
  }
  return { by: 'password' }
}
