import { ZtokenError } from '@ztoken/contract'
import type { IdentityName } from '../ground/account/identity.ts'
import { proven } from '../ground/account/proofs.ts'
import { isBanned } from '../ground/account/user.ts'
import { banNoticeOf } from '../ground/account/views.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import { isUncertain, type OwnershipNeeds } from './ownership.ts'

export type CodeResetNeeds = OwnershipNeeds & Pick<Ground, 'replacements'>

const tries = 3

/** Another password for whoever has this, and every session ends. */
export async function replaceProven(
  ground: CodeResetNeeds,
  { name, newPassword }: { readonly name: IdentityName; readonly newPassword: string },
  address: string | null,
): Promise<void> {
  const { store, clock, audit, replacements } = ground
  for (let n = 0; n < tries; n += 1) {
    const account = await store.findAccountByIdentity(name)
    // Nobody was sent a code for what nobody has: it was deleted meanwhile.
    if (account === null) throw new ZtokenError('code_expired')
    const { user } = account
    if (isBanned(user, clock())) throw new ZtokenError('user_banned', { data: banNoticeOf(user) })
    // Whoever has the number since would read the old account by it (attack A318).
    if (await isUncertain(ground, account, name)) {
      throw new ZtokenError('owner_uncertain', { data: { has_password: 'false' } })
    }
    const claimant = claimantOf(name.subject, address)
    const changes = await replacements.changesOf(account, newPassword, claimant)
    const identities = { put: [proven(account, name, clock())] }
    const record = audit.record('password_reset', { actorId: user.id, userId: user.id, address })
    if ((await replacements.make(account, { ...changes, identities }, record)) !== null) return
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}
