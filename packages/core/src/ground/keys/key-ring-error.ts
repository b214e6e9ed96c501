/** Why a stored key ring was not taken. */
export type KeyRingFault = 'ring_malformed' | 'ring_outdated' | 'key_unreadable' | 'key_mismatch'

const words: Record<KeyRingFault, string> = {
  ring_malformed: 'The stored key ring is not in the form expected',
  ring_outdated:
    'The stored key ring is older than the one in use, or another of its version: was a backup restored?',
  key_unreadable:
    'A stored signing key cannot be opened with the secrets given: list the secret it was kept under as well',
  key_mismatch: 'A stored signing key has other bytes than its name says',
}

/** A key ring that may not be used. Carries the reason and never the material. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
  readonly code: KeyRingFault

  constructor(code: KeyRingFault) {
    super(words[code])
    this.code = code
  }
}
