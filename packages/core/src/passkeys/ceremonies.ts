import type { PasskeyCreation, PasskeyRequest } from '@ztoken/contract'
import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { type KeptPasskey, passkeysOf } from '../ground/passkeys/passkey.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import { algorithms } from './algorithms.ts'
import { challengeSeconds } from './challenges.ts'

/** The longest user handle there is (WebAuthn §14.6.1), in bytes. */
const longestHandle = 64

/** What browsers are asked to make a passkey with. */
export function creationOf(
  { id, name }: RelyingParty,
  account: Account,
  challenge: string,
): PasskeyCreation {
  const { user } = account
  const label = user.username ?? user.email ?? user.phone ?? user.id
  return {
    challenge,
    rp: { id, name },
    user: { id: handleOf(user.id), name: label, displayName: user.name ?? label },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: challengeSeconds * 1000,
    attestation: 'none',
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    excludeCredentials: usableOf(account, id).map(descriptorOf),
  }
}

/** What browsers are asked to show one with: any, or one of this account. */
export function requestOf(
  { id }: RelyingParty,
  challenge: string,
  account: Account | null = null,
): PasskeyRequest {
  return {
    challenge,
    rpId: id,
    timeout: challengeSeconds * 1000,
    userVerification: 'required',
    allowCredentials: account === null ? [] : usableOf(account, id).map(descriptorOf),
  }
}

/** Those that were made under this domain. */
export function usableOf(account: Account, rpId: string): KeptPasskey[] {
  return passkeysOf(account).filter(({ data }) => data.rpId === rpId)
}

/**
 * What an authenticator gives back to say whose passkey it is: the id of the account, which says
 * nothing of its owner. Throws ZtokenError `passkeys_unavailable` for one that is too long.
 */
function handleOf(userId: string): string {
  const bytes = Buffer.from(userId, 'utf8')
  if (bytes.length > longestHandle) throw new ZtokenError('passkeys_unavailable')
  return bytes.toString('base64url')
}

/** Whose passkey it is; null where nothing says so. */
export function userOf(handle: string | null | undefined): string | null {
  return handle ? Buffer.from(handle, 'base64url').toString('utf8') : null
}

function descriptorOf({ data: { credentialId, transports } }: KeptPasskey) {
  return { type: 'public-key' as const, id: credentialId, transports: [...transports] }
}
