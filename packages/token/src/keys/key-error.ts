/** Why a secret or key was refused at import. */
export type KeyFault =
  | 'secret_missing'
  | 'secret_too_short'
  | 'secret_well_known'
  | 'secret_repetitive'
  | 'secret_has_whitespace'
  | 'secret_looks_like_key'
  | 'secret_duplicate'
  | 'key_malformed'
  | 'key_low_order'
  | 'key_mismatch'
  | 'key_duplicate'
  | 'key_cannot_issue'

const words: Record<KeyFault, string> = {
  secret_missing: 'At least one secret is needed',
  secret_too_short: 'A secret needs 32 bytes or more',
  secret_well_known: 'The secret is a well-known word or a placeholder',
  secret_repetitive: 'The secret repeats itself; use random bytes',
  secret_has_whitespace: 'The secret begins or ends with white space',
  secret_looks_like_key: 'The secret looks like a PEM or JWK; a public key is no secret',
  secret_duplicate: 'The same secret is listed twice',
  key_malformed: 'The key is not an Ed25519 key in the form expected',
  key_low_order: 'The public key is a low-order or non-canonical point',
  key_mismatch: 'The public part of the key does not belong to its private part',
  key_duplicate: 'The same key or key id is listed twice',
  key_cannot_issue: 'There is no private key to issue with',
}

/** A secret or key that may not be used. Carries the reason and never the material. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
  readonly code: KeyFault

  constructor(code: KeyFault, options?: ErrorOptions) {
    super(words[code], options)
    this.code = code
  }
}
