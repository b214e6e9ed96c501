import { type NewPasskey, ZtokenError } from '@ztoken/contract'
import { v4 as randomId } from 'uuid'
import type { Account } from '../ground/account/account-changes.ts'
import type { Credential } from '../ground/account/credential.ts'
import type { Ground } from '../ground/ground.ts'
import { type PasskeyData, passkeysOf } from '../ground/passkeys/passkey.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import type { ChallengeHolder, PasskeyChallenges } from './challenges.ts'
import { challengeOf } from './client-data.ts'
import { readNew } from './verification.ts'

/** A new passkey, and by what its owner knows it again. */
export interface AddPasskeyInput {
  /** What `navigator.credentials.create()` gave, as `toJSON()` writes it. */
  readonly credential: NewPasskey
  readonly name: string
}

interface Making {
  readonly party: RelyingParty
  readonly account: Account
  /** Who was asked to make it. */
  readonly holder: ChallengeHolder
  readonly input: AddPasskeyInput
}

/** What the account has from now on; the challenge is used up. Throws ZtokenError `passkey_wrong`. */
export async function requireMade(
  { clock }: Pick<Ground, 'clock'>,
  challenges: PasskeyChallenges,
  { party, account, holder, input: { credential, name } }: Making,
): Promise<Credential> {
  const challenge = challengeOf(credential.response.clientDataJSON)
  const isAsked = challenge !== null && (await challenges.use('add', holder, challenge))
  const made = isAsked ? await readNew(party, credential, challenge) : null
  const isKnown = passkeysOf(account).some(({ data }) => data.credentialId === made?.credentialId)
  if (made === null || isKnown) throw new ZtokenError('passkey_wrong')
  const data = JSON.stringify({ ...made, name, usedAt: null } satisfies PasskeyData)
  return { id: randomId(), kind: 'passkey', data, version: 1, createdAt: clock() }
}
