import type {
  AccessToken,
  Jwks,
  RecoveryCodes,
  RefreshTokens,
  ResetTokens,
  SetupTokens,
  TokenFault,
} from '@ztoken/token'
import type { Authority } from './access/authority.ts'
import type { Avatars } from './account/avatars.ts'
import type { HeldIdentities } from './account/held.ts'
import type { Identifiers } from './account/identifiers.ts'
import type { NewAccounts } from './account/new-accounts.ts'
import type { Phones } from './account/phone.ts'
import type { Views } from './account/views.ts'
import type { Audit } from './audit/audit.ts'
import type { SharedClock } from './clock/shared-clock.ts'
import type { Factors } from './factors/index.ts'
import type { FactorRecoveries } from './factors/recovery.ts'
import type { Tickets } from './factors/tickets.ts'
import type { TrustedDevices } from './factors/trusted-devices.ts'
import type { HumanChecks } from './human-check/index.ts'
import type { LoginChecks } from './human-check/login-checks.ts'
import type { Keys } from './keys/keys.ts'
import type { Sealer } from './keys/sealer.ts'
import type { KnownAccounts } from './known-accounts/index.ts'
import type { LoginLimits } from './limits/login-limits.ts'
import type { Notices } from './notices/index.ts'
import type { Codes } from './one-time-codes/index.ts'
import type { OwnRules } from './own-rules/index.ts'
import type { Pages } from './page/pages.ts'
import type { RelyingParty } from './passkeys/relying-party.ts'
import type { Passwords } from './password/index.ts'
import type { Replacements } from './password/replacements.ts'
import type { Verifications } from './password/verifications.ts'
import type { Revocations } from './revocation/revocations.ts'
import type { Callers } from './session/callers.ts'
import type { Endings } from './session/endings.ts'
import type { Grants } from './session/grants.ts'
import type { KnownDevices } from './session/known-devices.ts'
import type { Renew } from './session/renewals.ts'
import type { Safes } from './session/safes.ts'
import type { SignIn } from './session/sign-in.ts'
import type { StepUps } from './session/step-ups.ts'
import type { Lifetimes, Settings } from './settings.ts'
import type { StoreQuestions } from './store/deadline.ts'
import type { Store } from './store/store.ts'
import type { Report } from './tell.ts'
import type { UserFields } from './user-fields/index.ts'

/** What every feature may use and none changes. A feature says which of it it needs. */
export interface Ground {
  /** Now, in milliseconds, by the clock that all who share the store go by. */
  readonly clock: () => number
  readonly sharedClock: SharedClock
  /** Never throws. */
  readonly report: Report
  readonly store: Store
  /** What was asked of the store since the start. */
  readonly questions: StoreQuestions
  readonly phones: Phones
  readonly identifiers: Identifiers
  readonly views: Views
  /** The application's own fields of a user. */
  readonly userFields: UserFields
  readonly avatars: Avatars
  readonly newAccounts: NewAccounts
  readonly heldIdentities: HeldIdentities
  readonly passwords: Passwords
  readonly replacements: Replacements
  readonly verifications: Verifications
  readonly limits: LoginLimits
  readonly reader: {
    read(token: unknown): AccessToken | TokenFault
    diagnose(token: string): AccessToken | TokenFault
  }
  readonly refreshTokens: RefreshTokens
  readonly resetTokens: ResetTokens
  readonly setupTokens: SetupTokens
  /** One-time codes, sent to whoever has a phone or an address. */
  readonly codes: Codes
  /** What people are told of their account. */
  readonly notices: Notices
  /** The second factors of accounts. */
  readonly factors: Factors
  readonly factorTickets: Tickets
  readonly factorRecoveries: FactorRecoveries
  readonly trustedDevices: TrustedDevices
  readonly factorSealer: Sealer
  readonly recoveryCodes: RecoveryCodes
  /** Who an authenticator says that its codes are for. */
  readonly totpIssuer: string
  /** For whom passkeys are made; null where there are none. */
  readonly relyingParty: RelyingParty | null
  readonly humanChecks: HumanChecks
  readonly loginChecks: LoginChecks
  /** The application's own. */
  readonly ownRules: OwnRules
  readonly pages: Pages
  readonly revocations: Revocations
  readonly knownAccounts: KnownAccounts
  /** The signing keys kept in the store; null where no format needs them. */
  readonly keys: Keys | null
  /** The public keys of the public format. */
  readonly jwks: () => Jwks
  readonly audit: Audit
  readonly callers: Callers
  readonly safes: Safes
  readonly stepUps: StepUps
  readonly authority: Authority
  readonly endings: Endings
  readonly grants: Grants
  readonly devices: KnownDevices
  readonly signIn: SignIn
  readonly renew: Renew
  readonly lifetimes: Lifetimes
  readonly stale: Settings['stale']
  /** True where a caller by a token of another issuer holds the roles and permissions of its user. */
  readonly foreignAccess: boolean
}
