/** A signing key as it is kept: the private part sealed under the secret. Times in milliseconds. */
export interface StoredKey {
  /** The JWK thumbprint (RFC 7638) of the public key. */
  readonly kid: string
  /** The public key's `x`, base64url (RFC 8037). */
  readonly publicKey: string
  /** The private key, encrypted under a key derived from the secret. */
  readonly sealedKey: string
  readonly createdAt: number
  /** When it begins to issue; published before that, so that every verifier knows it by then. */
  readonly activatesAt: number
  /** When it stops to issue because the next one has begun; null: not known yet. */
  readonly retiresAt: number | null
}

/** All keys together. Changes are compare-and-set on the version, which only grows. */
export interface StoredKeyRing {
  readonly version: number
  readonly keys: readonly StoredKey[]
}
