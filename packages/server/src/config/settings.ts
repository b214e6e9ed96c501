import { coreDefaults, type WebhookEndpoint } from '@ztoken/core'
import type { TokenHeader } from '@ztoken/guard'
import {
  defaultParties,
  type FormatName,
  type ItsdangerousAlgorithm,
  type SignedAlgorithm,
} from '@ztoken/token'
import type { BreachedPlace } from '../breached/breached.ts'
import type { PictureUser } from '../features/avatar/picture-user.ts'
import { keepAliveSeconds } from '../http/options.ts'
import { type AvatarPlace, avatarPlace } from './avatars.ts'
import { duration } from './durations.ts'
import { host } from './hosts.ts'
import {
  bearerTokens,
  breachedPlace,
  database,
  foreignSecrets,
  listenUrl,
  listOf,
  oneOf,
  origins,
  party,
  payloadPlace,
  pictureUser,
  proxies,
  publicUrl,
  type Read,
  region,
  secrets,
  text,
  truth,
  webhookSecrets,
  webhooks,
  whole,
} from './readers.ts'

/** Everything an operator can set. Lists are empty, texts null where nothing was given. */
export interface Settings {
  readonly secret: readonly string[]
  readonly database_url: string
  readonly database_listen_url: string | null
  readonly database_pool: number
  readonly database_pooler: 'auto' | 'transaction' | 'none'
  readonly host: string
  readonly port: number
  readonly connections: number
  readonly keep_alive_seconds: number
  readonly drain_seconds: number
  readonly token_format: FormatName
  readonly accept_formats: readonly FormatName[]
  readonly signed_algorithm: SignedAlgorithm
  readonly itsdangerous_secret: readonly string[]
  readonly itsdangerous_algorithm: ItsdangerousAlgorithm
  readonly itsdangerous_salt: string | null
  readonly itsdangerous_id: string
  readonly itsdangerous_access: boolean
  readonly issuer: string
  readonly audience: string
  readonly access_token_seconds: number
  readonly key_rotation_days: number
  readonly key_publication_seconds: number
  readonly session_idle_seconds: number
  readonly session_seconds: number
  readonly sessions_per_user: number
  readonly sessions_when_full: 'end_oldest' | 'refuse'
  readonly one_session_for_each_kind: boolean
  readonly step_up_seconds: number
  readonly when_stale: 'refuse' | 'ask' | 'serve'
  readonly stale_seconds: number
  readonly poll_milliseconds: number
  readonly feed_tokens: readonly string[]
  readonly session_streams: number
  readonly metrics_tokens: readonly string[]
  readonly audit_days: number
  readonly pages: boolean
  readonly registration: boolean
  readonly public_url: string | null
  readonly cors_origins: readonly string[]
  readonly token_header: TokenHeader
  readonly trusted_proxies: readonly string[]
  readonly login_failures_per_phone: number
  readonly login_failures_per_address: number | null
  readonly breached_passwords: BreachedPlace | null
  readonly breached_passwords_when_unavailable: 'accept' | 'refuse'
  readonly default_region: string
  readonly log_level: string
  readonly webhooks: readonly WebhookEndpoint[]
  readonly webhook_secret: readonly string[]
  readonly avatars: AvatarPlace | null
  readonly picture_user: PictureUser | null
}

/** One setting: its default, what it is for, and how it is read. */
interface Reading<Value> {
  readonly fallback: Value
  readonly about: string
  readonly read: Read<Value>
  /** A list of secrets, any of which may have a comma inside. */
  readonly isSecretList?: true
}

type Readings = { readonly [Name in keyof Settings]: Reading<Settings[Name]> }

const formats: readonly FormatName[] = ['encrypted', 'signed', 'public', 'itsdangerous']

/** Each setting with its default, as a variable `ZTOKEN_<NAME>` and as a member of the file. */
export const readings: Readings = {
  secret: {
    fallback: [],
    about: 'secrets of 32 bytes or more, the newest first',
    read: secrets,
    isSecretList: true,
  },
  database_url: {
    fallback: 'sqlite:./data/ztoken.db',
    about: 'where the data is kept: `sqlite:PATH` or `postgres://…`',
    read: database,
  },
  database_listen_url: {
    fallback: null,
    about:
      'where to LISTEN when the other URL leads through a pooler that shares connections by the transaction: straight to the database; by default the same',
    read: listenUrl,
  },
  database_pool: {
    fallback: 10,
    about: 'connections to PostgreSQL of each process',
    read: whole(1, 1000),
  },
  database_pooler: {
    fallback: 'auto',
    about:
      'whether a pooler that shares connections by the transaction stands before PostgreSQL: `auto` asks each connection, `transaction` or `none` says it',
    read: oneOf(['auto', 'transaction', 'none']),
  },
  host: {
    fallback: '127.0.0.1',
    about: 'the address to listen on, or the path of a unix socket',
    read: host,
  },
  port: { fallback: 8080, about: 'the port to listen on', read: whole(0, 65_535) },
  connections: {
    fallback: 0,
    about: 'connections each process holds at the same time; 0: as many as its descriptors allow',
    read: whole(0, 1_000_000),
  },
  keep_alive_seconds: {
    fallback: keepAliveSeconds,
    about:
      'how long a connection is kept that asks nothing: longer than the balancer before it does',
    read: duration('seconds', 1, 3600),
  },
  drain_seconds: {
    fallback: 2,
    about: 'how long a server that stops still takes what arrives on kept connections',
    read: duration('seconds', 0, 300),
  },
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
  session_idle_seconds: {
    fallback: coreDefaults.sessionIdleSeconds,
    about: 'a session unused for so long is over',
    read: duration('seconds', 60, 315_360_000),
  },
  session_seconds: {
    fallback: coreDefaults.sessionSeconds,
    about: 'a session is over after so long, however much it is used',
    read: duration('seconds', 60, 315_360_000),
  },
  sessions_per_user: {
    fallback: coreDefaults.sessionsPerUser ?? 0,
    about: 'sessions a user may have open; 0: as many as they like',
    read: whole(0, 10_000),
  },
  sessions_when_full: {
    fallback: coreDefaults.whenSessionsFull,
    about: 'what a login too many does: `end_oldest`, the least recently used, or `refuse`',
    read: oneOf(['end_oldest', 'refuse']),
  },
  one_session_for_each_kind: {
    fallback: coreDefaults.oneSessionForEachKind,
    about: 'whether a login ends the other sessions of the same kind of device',
    read: truth,
  },
  step_up_seconds: {
    fallback: coreDefaults.stepUpSeconds,
    about: 'what is sensitive asks again for a password shown longer ago than this',
    read: duration('seconds', 1, 31_536_000),
  },
  when_stale: {
    fallback: coreDefaults.whenStale,
    about: 'what guards do while they may not know of revocations: `refuse`, `ask` or `serve`',
    read: oneOf(['refuse', 'ask', 'serve']),
  },
  stale_seconds: {
    fallback: coreDefaults.staleSeconds,
    about: 'from what age on they may not know',
    read: duration('seconds', 1, 86_400),
  },
  poll_milliseconds: {
    fallback: coreDefaults.pollMilliseconds,
    about: 'how often the database is asked what other processes have revoked',
    read: duration('milliseconds', 10, 60_000),
  },
  feed_tokens: {
    fallback: [],
    about: 'tokens of the services that follow the revocation feed',
    read: bearerTokens,
  },
  metrics_tokens: {
    fallback: [],
    about: 'tokens of what scrapes `/metrics`, e.g. Prometheus',
    read: bearerTokens,
  },
  session_streams: {
    fallback: 5000,
    about: 'pages that may follow their session at the same time, of each process',
    read: whole(1, 1_000_000),
  },
  audit_days: {
    fallback: coreDefaults.auditDays,
    about: 'how long the audit is kept',
    read: duration('days', 1, 36_500),
  },
  pages: {
    fallback: true,
    about: 'whether the pages are served, under `/app/`',
    read: truth,
  },
  registration: { fallback: true, about: 'whether strangers may register', read: truth },
  public_url: {
    fallback: null,
    about: "the server's address as browsers see it, for links; by default where it listens",
    read: publicUrl,
  },
  cors_origins: {
    fallback: [],
    about: 'front-end origins, `scheme://host[:port]` each',
    read: origins,
  },
  token_header: {
    fallback: 'any',
    about:
      'where tokens are looked for: `any`, `z-token` (`Authorization` is left to a platform or a proxy) or `authorization`',
    read: oneOf(['any', 'z-token', 'authorization']),
  },
  trusted_proxies: { fallback: [], about: 'addresses or networks of proxies', read: proxies },
  login_failures_per_phone: {
    fallback: coreDefaults.failuresPerPhone,
    about: 'failures of one phone before whoever tries waits, longer each time',
    read: whole(1, 1_000_000),
  },
  login_failures_per_address: {
    fallback: null,
    about:
      'failures of one address in 15 minutes; by default 100 of an IPv6 /64 and 500 of an IPv4 address, which many may share',
    read: whole(1, 1_000_000),
  },
  breached_passwords: {
    fallback: null,
    about:
      'where passwords that leaked are known, which nobody may choose: `file:PATH` of sorted SHA-1 lines, or the URL of ranges, e.g. `https://api.pwnedpasswords.com/range/`',
    read: breachedPlace,
  },
  breached_passwords_when_unavailable: {
    fallback: coreDefaults.whenBreachesUnavailable,
    about: 'what becomes of a new password while that cannot be asked: `accept` or `refuse`',
    read: oneOf(['accept', 'refuse']),
  },
  default_region: {
    fallback: coreDefaults.defaultRegion,
    about: 'the region of a phone without +',
    read: region,
  },
  log_level: {
    fallback: 'info',
    about: 'how much is logged',
    read: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
  },
  webhooks: {
    fallback: [],
    about: 'URLs told of every event, or of some: `https://a.example/hook#login+logout`',
    read: webhooks,
  },
  webhook_secret: {
    fallback: [],
    about: 'secrets that webhooks are signed with, `whsec_…`: every one signs',
    read: webhookSecrets,
  },
  avatars: {
    fallback: null,
    about:
      'where pictures of people are kept: `folder:PATH`, `s3:URL` or `off`; by default the folder `avatars` beside the SQLite file, with PostgreSQL `off`',
    read: avatarPlace,
  },
  picture_user: {
    fallback: null,
    about: 'as whom pictures are decoded where the server runs as root: `UID` or `UID:GID`',
    read: pictureUser,
  },
}
