import type { Account } from '../account/account-changes.ts'
import type { Credential } from '../account/credential.ts'

/** A passkey, as its owner may see it. Times in milliseconds. */
export interface Passkey {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  /** Null until it is used for the first time. */
  readonly usedAt: number | null
  /** Kept by a password manager as well, and so on more than one device. */
  readonly synced: boolean
  /** False for one that was made under another domain. */
  readonly usable: boolean
  /** By which devices know it, in base64url. */
  readonly credentialId: string
  /** The domain it was made under. */
  readonly rpId: string
}

/** What is kept of one. */
export interface PasskeyData {
  readonly rpId: string
  readonly credentialId: string
  /** In COSE, as base64url. */
  readonly publicKey: string
  readonly counter: number
  readonly name: string
  readonly transports: readonly string[]
  /** Whether it may be on more than one device: never changes (WebAuthn §6.1.3). */
  readonly canSync: boolean
  readonly synced: boolean
  readonly usedAt: number | null
}

/** One of an account's passkeys, read. */
export interface KeptPasskey {
  readonly credential: Credential
  readonly data: PasskeyData
}

/** The oldest first. */
export function passkeysOf({ credentials }: Account): KeptPasskey[] {
  return credentials
    .filter(({ kind }) => kind === 'passkey')
    .map((credential) => ({ credential, data: JSON.parse(credential.data) as PasskeyData }))
}

/** The same as their owner may see them. */
export function shownPasskeys(account: Account, party: { readonly id: string } | null): Passkey[] {
  return passkeysOf(account).map(({ credential: { id, createdAt }, data }) => {
    const { name, usedAt, synced, credentialId, rpId } = data
    const usable = rpId === party?.id
    return { id, name, createdAt, usedAt, synced, usable, credentialId, rpId }
  })
}
