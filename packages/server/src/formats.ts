import {
  encryptedFormat,
  type Format,
  type FormatName,
  type ItsdangerousOptions,
  itsdangerousFormat,
  type Parties,
  publicRingFormat,
  type Secret,
  type SignedAlgorithm,
  signedFormat,
} from '@ztoken/token'

export interface FormatOptions {
  readonly secrets: readonly Secret[]
  /** Whose tokens they are: no key is shared with another issuer or audience. */
  readonly parties: Parties
  readonly signedAlgorithm: SignedAlgorithm
  readonly itsdangerous: ItsdangerousOptions
}

/** A format by its name; the keys of `public` are the core's to keep. Throws KeyError for secrets that cannot be used for it. */
export function formatNamed(name: FormatName, options: FormatOptions): Format {
  const secrets = options.secrets.map((secret) => secret.boundTo(options.parties))
  switch (name) {
    case 'encrypted':
      return encryptedFormat(secrets)
    case 'signed':
      return signedFormat(secrets, options.signedAlgorithm)
    case 'public':
      return publicRingFormat()
    case 'itsdangerous':
      return itsdangerousFormat({ sessionSecrets: secrets, ...options.itsdangerous })
    default:
      throw new TypeError('a format is encrypted, signed, public or itsdangerous')
  }
}
