import { coreDefaults } from '@ztoken/core'
import {
  defaultParties,
  type FormatName,
  type ItsdangerousAlgorithm,
  type SignedAlgorithm,
} from '@ztoken/token'
import { duration } from '../durations.ts'
import { foreignSecrets, listOf, oneOf, party, payloadPlace, text, truth } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** What is issued, what is accepted, and for how long. */
export interface TokenSettings {
  readonly token_format: FormatName
  readonly accept_formats: readonly FormatName[]
  readonly signed_algorithm: SignedAlgorithm
  readonly itsdangerous_secret: readonly string[]
  readonly itsdangerous_algorithm: ItsdangerousAlgorithm
  readonly itsdangerous_salt: string | null
  readonly itsdangerous_id: string
  readonly itsdangerous_access: boolean
  readonly authentication_claims: boolean
  readonly issuer: string
  readonly audience: string
  readonly access_token_seconds: number
  readonly key_rotation_days: number
  readonly key_publication_seconds: number
}

const formats: readonly FormatName[] = ['encrypted', 'signed', 'public', 'itsdangerous']

export const tokenReadings: ReadingsOf<TokenSettings> = {
  token_format: { fallback: 'encrypted', about: 'what is issued', read: oneOf(formats) },
  accept_formats: {
    fallback: [],
    about: 'what is accepted; by default what is issued',
    read: listOf(formats),
  },
  signed_algorithm: {
    fallback: 'HS256',
    about: 'the MAC of the signed format',
    read: oneOf(['HS256', 'HS512']),
  },
  itsdangerous_secret: {
    fallback: [],
    about: "the Flask application's secrets; by default those above",
    read: foreignSecrets,
    isSecretList: true,
  },
  itsdangerous_algorithm: {
    fallback: 'HS512',
    about: 'the MAC of the itsdangerous format',
    read: oneOf(['HS512', 'HS384', 'HS256']),
  },
  itsdangerous_salt: { fallback: null, about: 'the salt of the serializer', read: text },
  itsdangerous_id: {
    fallback: 'id',
    about:
      "where such a token's payload says who it is about: `id`, `user_id`, `user.id`; `.` where the payload is the id itself",
    read: payloadPlace,
  },
  itsdangerous_access: {
    fallback: coreDefaults.foreignAccess,
    about:
      'whether tokens of the Flask application, which have no session, open what roles and permissions open',
    read: truth,
  },
  authentication_claims: {
    fallback: coreDefaults.authenticationClaims,
    about:
      'whether tokens say when and how somebody showed who they are (`auth_time`, `amr`), for guards elsewhere that ask for a step-up',
    read: truth,
  },
  issuer: { fallback: defaultParties.issuer, about: 'the claim iss', read: party },
  audience: { fallback: defaultParties.audience, about: 'the claim aud', read: party },
  access_token_seconds: {
    fallback: coreDefaults.accessTokenSeconds,
    about: 'how long an access token holds',
    read: duration('seconds', 1, 31_536_000),
  },
  key_rotation_days: {
    fallback: coreDefaults.keyRotationDays,
    about: 'how long a key of the public format issues',
    read: duration('days', 1, 3650),
  },
  key_publication_seconds: {
    fallback: coreDefaults.keyPublicationSeconds,
    about: 'how long such a key is published before it issues',
    read: duration('seconds', 600, 43_200),
  },
}

/** What cannot be meant together. */
export function tokenFaults({ authentication_claims, token_format }: TokenSettings): string[] {
  if (!authentication_claims || token_format !== 'itsdangerous') return []
  return [
    'ZTOKEN_AUTHENTICATION_CLAIMS: tokens of the itsdangerous format carry no claims; issue another with ZTOKEN_TOKEN_FORMAT',
  ]
}
