/** What somebody shows to be who they say. */
export type CredentialKind =
  | 'password'
  | 'totp'
  | 'passkey'
  | 'recovery_codes'
  | 'trusted_device'
  | 'factor_recovery'

/** What `data` means is known to the feature of that kind and to nobody else. */
export interface Credential {
  readonly id: string
  readonly kind: CredentialKind
  readonly data: string
  /** Moves by one with each change: what was read is replaced, or nothing is. */
  readonly version: number
  readonly createdAt: number
}

/** What takes the place of a credential that was read, if it is still that. */
export function successorOf(known: Credential, data: string): Credential {
  return { ...known, data, version: known.version + 1 }
}
