import { type PasskeyRequest, type ShownPasskey, ZtokenError } from '@ztoken/contract'
import type { Ground } from '../ground/ground.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'
import { requestOf, usableOf } from './ceremonies.ts'
import type { PasskeyChallenges } from './challenges.ts'
import { challengeOf } from './client-data.ts'
import { show } from './showing.ts'

export type PasskeyVerificationNeeds = Pick<
  Ground,
  'store' | 'clock' | 'audit' | 'callers' | 'renew'
>

/** Both steps of showing once more who one is. */
export function createPasskeyVerification(
  ground: PasskeyVerificationNeeds,
  challenges: PasskeyChallenges,
  requireParty: () => RelyingParty,
) {
  const { store, callers, renew } = ground

  async function requireCaller(caller: Caller) {
    const session = await callers.requireSession(caller)
    const account = await store.findAccount(caller.userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return { account, session, holder: { userId: caller.userId, of: session.id } }
  }

  return {
    async begin(caller: Caller): Promise<PasskeyRequest> {
      const party = requireParty()
      const { account, holder } = await requireCaller(caller)
      if (usableOf(account, party.id).length === 0) throw new ZtokenError('factor_missing')
      return requestOf(party, await challenges.ask('verify', holder), account)
    },
    async finish(caller: Caller, credential: ShownPasskey, address: string | null): Promise<Grant> {
      const party = requireParty()
      const { account: known, session, holder } = await requireCaller(caller)
      const challenge = challengeOf(credential.response.clientDataJSON)
      const isOurs = challenge !== null && (await challenges.use('verify', holder, challenge))
      const shown = isOurs
        ? await show(ground, known, { party, credential, challenge, address })
        : null
      if (shown === null) throw new ZtokenError('passkey_wrong')
      const { account, method } = shown
      return renew({ account, session, methods: [method, 'mfa'] }, address)
    },
  }
}
