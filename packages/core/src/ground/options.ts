import type { Format, Secret, StalePolicy } from '@ztoken/token'
import type { WebhookEndpoint } from './audit/audit.ts'
import type { HumanCheckOptions } from './human-check/options.ts'
import type { NoticeSenders } from './notices/notice.ts'
import type { OneTimeCodesOptions } from './one-time-codes/options.ts'
import type { OwnClaimsOptions } from './own-claims/options.ts'
import type { OwnRulesOptions } from './own-rules/options.ts'
import type { PasskeyOptions } from './passkeys/relying-party.ts'
import type { PasswordOptions } from './password/index.ts'
import type { Store } from './store/store.ts'
import type { Report } from './tell.ts'
import type { UserFieldsSchema } from './user-fields/schema.ts'

/** What the core is built from. Every default stands here or beside its use. */
export interface CoreOptions
  extends OneTimeCodesOptions,
    HumanCheckOptions,
    OwnRulesOptions,
    OwnClaimsOptions {
  readonly store: Store
  /** Checked secrets, newest first; refresh tokens are made with them. */
  readonly secrets: readonly Secret[]
  /** The format issued; it is accepted too. */
  readonly issueFormat: Format
  /** Further formats accepted. */
  readonly acceptFormats?: readonly Format[]
  readonly issuer?: string
  readonly audience?: string
  readonly accessTokenSeconds?: number
  /** A session unused for so long is over. */
  readonly sessionIdleSeconds?: number
  /** A session is over after so long, however much it is used. */
  readonly sessionSeconds?: number
  /** Open sessions a user may have: 50 unless said; 0 or null: as many as they like. */
  readonly sessionsPerUser?: number | null
  /** What a login does that would be one too many: the least recently used ends, unless said. */
  readonly whenSessionsFull?: 'end_oldest' | 'refuse'
  /** A login ends the user's other sessions of the same kind of device. */
  readonly oneSessionForEachKind?: boolean
  /** What is sensitive asks for the password again when it was shown longer ago than this. */
  readonly stepUpSeconds?: number
  /**
   * Whether a token that another application issued, which has no session, opens what its user's
   * roles and permissions open. Not unless given: its secret may be short, and is not ours to keep.
   */
  readonly foreignAccess?: boolean
  readonly leewaySeconds?: number
  /** Verified tokens remembered. */
  readonly tokenCacheSize?: number
  /**
   * Accounts remembered with what they may do, so that a guarded request asks nobody; 0: none.
   * Whatever changes one, in this process or elsewhere, is known as soon as a revocation.
   */
  readonly knownAccounts?: number
  readonly defaultRegion?: string
  /**
   * What the application keeps of a user besides: JSON Schema 2020-12 of one flat object, whose
   * fields say in `x-ztoken` who sees and who changes them. None unless given.
   */
  readonly userFields?: UserFieldsSchema
  /** Failures of a phone before whoever tries has to wait, longer each time; 10 unless given. */
  readonly failuresPerPhone?: number
  /** Failures of an address in 15 minutes; 100 of an IPv6 /64 and 500 of an IPv4 address. */
  readonly failuresPerAddress?: number
  /** Counts failures in the store, together with the other servers on it. */
  readonly sharedLimits?: boolean
  /** Of whom a second factor is required: of nobody unless said. */
  readonly factorsRequired?: 'none' | 'roles' | 'all'
  /** The roles that ask for one; `admin` unless given. */
  readonly factorRoles?: readonly string[]
  /** Until then whoever has none signs in as before: milliseconds since 1970. At once unless given. */
  readonly factorsRequiredFrom?: number | null
  /**
   * How long somebody waits who passed the first factor and lost the others, before that lets them in;
   * 0: nobody takes their own away. Everybody is told at once by all that is proven of them.
   */
  readonly factorRecoveryHours?: number
  /** Whether those who have one of `factorRoles` may do so as well: not unless given. */
  readonly factorRecoveryOfRoles?: boolean
  /** How long a device is asked for no second factor where its owner wants that; 0: never. */
  readonly trustedDeviceDays?: number
  /** Who authenticators say that their codes are for, e.g. the name of the site; else `issuer`. */
  readonly totpIssuer?: string
  /** For which site passkeys are made, and where they may be shown; without it there are none. */
  readonly passkeys?: PasskeyOptions
  readonly passwords?: Omit<PasswordOptions, 'words' | 'breaches'>
  /** Further words that no password is made of, such as the product's name; texts of any form. */
  readonly contextWords?: readonly string[]
  /** Whether a password leaked, by its SHA-1 in upper-case hex. Nobody is asked unless given. */
  readonly isBreached?: (sha1: string) => Promise<boolean>
  /** What becomes of a password of which that cannot be known: it is accepted unless said. */
  readonly whenBreachesUnavailable?: 'accept' | 'refuse'
  /** How long a signing key of the public format issues. */
  readonly keyRotationDays?: number
  /** How long a signing key is published before it issues. */
  readonly keyPublicationSeconds?: number
  /** Makes new signing keys where the stored ones cannot be used; else nothing starts then. */
  readonly replaceUnreadableKeys?: boolean
  /** How often the store is asked what other processes have revoked, and for other keys. */
  readonly pollMilliseconds?: number
  /** Knowledge of revocations older than this is stale. */
  readonly staleSeconds?: number
  /** What a guard does then, unless its route says otherwise. */
  readonly whenStale?: StalePolicy
  /** The longest wait for an answer of the store. */
  readonly storeTimeoutMilliseconds?: number
  /** How long the audit is kept. */
  readonly auditDays?: number
  readonly webhooks?: readonly WebhookEndpoint[]
  /** By what people are told of changes to their account; nobody is unless given. */
  readonly notify?: NoticeSenders
  /** Told of faults that nobody waits for. By default a warning of the process. */
  readonly report?: Report
  /** Now, in milliseconds since 1970. */
  readonly clock?: () => number
  /** Milliseconds that only go forward, from any start. */
  readonly monotonic?: () => number
}
