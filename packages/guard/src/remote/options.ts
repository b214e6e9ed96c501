import {
  defaultParties,
  encryptedFormat,
  type Format,
  type ItsdangerousOptions,
  importSecrets,
  itsdangerousFormat,
  type Parties,
  type PublicRingFormat,
  type SignedAlgorithm,
  type StalePolicy,
  signedFormat,
} from '@ztoken/token'
import type { TokenHeader } from '../credentials.ts'
import { checkedAddress } from './address.ts'
import type { Fetch } from './requests.ts'
import type { RemoteTiming } from './timing.ts'

/** A format that is read with the shared secret. */
export type SecretFormat = 'encrypted' | 'signed' | 'itsdangerous'

/** What a guard in another service knows of the login server: its keys or a secret, and its feed. */
export interface RemoteOptions {
  /** The login server's public keys, for tokens of the public format. */
  readonly jwksUrl?: string
  /** The secret shared with the login server; a list for rotation, the newest first. */
  readonly secret?: string | readonly string[]
  /** What is accepted under the secret; `encrypted` unless said. */
  readonly formats?: readonly SecretFormat[]
  /** HS256 unless said. */
  readonly signedAlgorithm?: SignedAlgorithm
  /** The Flask application's secrets, algorithm and salt; by default the secret above as it is. */
  readonly itsdangerous?: ItsdangerousOptions
  /** `ztoken` unless said, as the server's. */
  readonly issuer?: string
  readonly audience?: string
  readonly leewaySeconds?: number
  /** The longest lifetime a token may claim; a day unless said. */
  readonly maximumTokenSeconds?: number
  /** Verified tokens remembered; 10,000 unless said. */
  readonly tokenCacheSize?: number
  /** Where revocations are read. Without it a logout is known here when the token expires. */
  readonly feedUrl?: string
  /** One of the server's `ZTOKEN_FEED_TOKENS`, or with `permissions` of `ZTOKEN_PERMISSION_TOKENS`. */
  readonly feedToken?: string | undefined
  /**
   * Whether permissions and roles are asked for here, beside the feed, and followed with it. False
   * unless said: then guards with `requirePermission` or `requireRole` are refused where they are made.
   */
  readonly permissions?: boolean
  /** Accounts remembered with what they may do; 10,000 unless said, 0: none. */
  readonly knownAccounts?: number
  /** Whether tokens without a session, as Flask issues them, give the rights of their user. */
  readonly foreignAccess?: boolean
  /**
   * Whether the login server puts `auth_time` and `amr` into tokens (`ZTOKEN_AUTHENTICATION_CLAIMS`), so
   * that a step-up can be asked for here. False unless said: then guards with `requireStepUp` are
   * refused where they are made.
   */
  readonly authenticationClaims?: boolean
  /** How long ago somebody may have shown who they are where a guard says nothing; 900 unless said. */
  readonly stepUpSeconds?: number
  /** What guards do while revocations may not be known, unless a route says; `ask` unless said. */
  readonly whenStale?: StalePolicy
  /** Knowledge of revocations older than this is stale; 10 unless said. */
  readonly staleSeconds?: number
  /** Where guards look for tokens, unless a route says; `any` unless said. */
  readonly header?: TokenHeader
  readonly timing?: Partial<RemoteTiming>
  /** Told of faults in the background, once for each outage; a process warning unless said. */
  readonly report?: (error: unknown) => void
  readonly fetch?: Fetch
  /** Milliseconds since 1970. */
  readonly clock?: () => number
  /** Milliseconds that only go forward. */
  readonly monotonic?: () => number
}

/** Whose tokens are accepted. */
export function partiesOf({
  issuer = defaultParties.issuer,
  audience = defaultParties.audience,
}: RemoteOptions): Parties {
  return { issuer, audience }
}

/** Throws KeyError for a secret that may not be used, TypeError for formats that cannot be meant. */
export function formatsOf(options: RemoteOptions, publicKeys: PublicRingFormat | null): Format[] {
  const { secret, formats = ['encrypted'], signedAlgorithm = 'HS256' } = options
  if (secret === undefined && publicKeys === null) {
    throw new TypeError('a guard needs jwksUrl or secret')
  }
  if (secret === undefined && options.formats !== undefined) {
    throw new TypeError('formats are read with a secret')
  }
  const published = publicKeys === null ? [] : [publicKeys]
  if (secret === undefined) return published
  const secrets = importSecrets(secret).map((one) => one.boundTo(partiesOf(options)))
  const foreign = { secrets: typeof secret === 'string' ? [secret] : secret }

  function formatNamed(name: SecretFormat): Format {
    if (name === 'encrypted') return encryptedFormat(secrets)
    if (name === 'signed') return signedFormat(secrets, signedAlgorithm)
    if (name === 'itsdangerous') {
      return itsdangerousFormat({ sessionSecrets: secrets, ...(options.itsdangerous ?? foreign) })
    }
    throw new TypeError('a format of a secret is encrypted, signed or itsdangerous')
  }
  return [...formats.map(formatNamed), ...published]
}

/** Where the feed is and what opens it; null where none is followed. Throws TypeError. */
export function feedOf({ feedUrl, feedToken }: RemoteOptions): { url: URL; token: string } | null {
  if (feedUrl === undefined && feedToken === undefined) return null
  if (feedUrl === undefined) throw new TypeError('feedToken is of use with feedUrl')
  if (feedToken === undefined) {
    throw new TypeError('there is no feedToken; is the variable that holds it set?')
  }
  if (typeof feedToken !== 'string' || !/^[A-Za-z0-9._~+/-]+=*$/.test(feedToken)) {
    throw new TypeError('feedToken is a bearer token of the feed')
  }
  return { url: checkedAddress('feedUrl', feedUrl), token: feedToken }
}

/** How many accounts are remembered; null where nobody asks for permissions. Throws TypeError. */
export function knownAccountsOf(options: RemoteOptions): number | null {
  const { permissions = false, knownAccounts = 10_000, feedUrl } = options
  if (!permissions) return null
  if (feedUrl === undefined) {
    throw new TypeError('permissions are kept true by the feed: give feedUrl')
  }
  if (!Number.isSafeInteger(knownAccounts) || knownAccounts < 0) {
    throw new TypeError('knownAccounts is a whole number, 0 or more')
  }
  return knownAccounts
}

/** Throws TypeError. */
export function staleRulesOf({ whenStale = 'ask', staleSeconds = 10 }: RemoteOptions): {
  policy: StalePolicy
  age: number
} {
  if (!['refuse', 'ask', 'serve'].includes(whenStale)) {
    throw new TypeError('whenStale is refuse, ask or serve')
  }
  if (!(staleSeconds > 0)) throw new TypeError('staleSeconds is a positive number')
  return { policy: whenStale, age: staleSeconds * 1000 }
}
