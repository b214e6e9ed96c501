export {
  type AuditEvent,
  auditEvents,
  eventMeanings,
  isPermission,
  isRoleName,
  permits,
  unavailable,
  ZtokenError,
} from '@ztoken/contract'
export type { AccountExport, AccountExportInPieces } from './account-export/index.ts'
export type { AuditSearch } from './audit/index.ts'
export type { TokenInspection } from './authentication/index.ts'
export type { BanInput } from './bans/index.ts'
export { type Core, createCore } from './core.ts'
export type { SetUpInput, Setup } from './first-administrator/index.ts'
export type { AccessState, HolderExcept, IfAccess } from './ground/access/access-state.ts'
export type * from './ground/access/access-store.ts'
export type { Actor } from './ground/access/authority.ts'
export type { Access, Role } from './ground/access/role.ts'
export type * from './ground/account/account-changes.ts'
export type * from './ground/account/account-store.ts'
export type { AvatarListener } from './ground/account/avatars.ts'
export type * from './ground/account/credential.ts'
export {
  type FoundBy,
  foundBy,
  type Identity,
  type IdentityKind,
  type IdentityName,
  identityKey,
  oldestFirst,
  phoneIdentity,
} from './ground/account/identity.ts'
export { newAccount } from './ground/account/new-accounts.ts'
export { passwordHashOf, withHash } from './ground/account/password-of.ts'
export { isRegion } from './ground/account/phone.ts'
export type { Ban, User, UserChanges } from './ground/account/user.ts'
export { type AuditListener, maskedPhone, type WebhookEndpoint } from './ground/audit/audit.ts'
export type * from './ground/audit/audit-store.ts'
export type * from './ground/audit/delivery-store.ts'
export type {
  AuditEntry,
  AuditQuery,
  AuditRecord,
  Delivery,
  StoredAuditEntry,
} from './ground/audit/entry.ts'
export type * from './ground/challenge/challenge.ts'
export type * from './ground/challenge/challenge-store.ts'
export { coreDefaults } from './ground/defaults.ts'
export type { KeyState } from './ground/keys/key-ring.ts'
export { KeyRingError, type KeyRingFault } from './ground/keys/key-ring-error.ts'
export type * from './ground/keys/key-store.ts'
export type { KeyInfo } from './ground/keys/keys.ts'
export type { StoredKey, StoredKeyRing } from './ground/keys/stored-key.ts'
export type { AttemptLimit } from './ground/limits/allowance.ts'
export { type Allowance, debtOf, mostDebtOf, tryOf, untouched } from './ground/limits/allowance.ts'
export type * from './ground/limits/attempt-store.ts'
export {
  createFailureLimit,
  type FailureLimit,
  type FailureLimitOptions,
} from './ground/limits/failure-limit.ts'
export type { CoreOptions } from './ground/options.ts'
export type { Page, PageInput } from './ground/page/pages.ts'
export { claimantOf } from './ground/password/claimant.ts'
export {
  type Claim,
  type Claimant,
  createFairQueue,
  type FairQueue,
  type FairQueueOptions,
} from './ground/password/fair-queue.ts'
export { type QuickScheme, quickSchemes } from './ground/password/formats/wrapped.ts'
export type { PasswordOptions } from './ground/password/index.ts'
export { hashTried } from './ground/password/trial.ts'
export type * from './ground/revocation/revocation.ts'
export type * from './ground/revocation/revocation-store.ts'
export type { StalePolicy } from './ground/revocation/revocations.ts'
export type { Caller } from './ground/session/callers.ts'
export type { Grant } from './ground/session/grants.ts'
export { isWithin, mostRead, sessionsToEnd } from './ground/session/policy.ts'
export {
  type AuthenticationMethod,
  type EndReason,
  endReasons,
  type Session,
} from './ground/session/session.ts'
export type * from './ground/session/session-changes.ts'
export type * from './ground/session/session-end-store.ts'
export type * from './ground/session/session-store.ts'
export type { Origin, SignInHow } from './ground/session/sign-in.ts'
export type * from './ground/session/slices.ts'
export type * from './ground/store/store.ts'
export { type Report, tell, unfailing, warn } from './ground/tell.ts'
export type {
  ForeignDatabase,
  ForeignTable,
  Import,
  ImportedUser,
  ImportOptions,
  ImportOutcome,
} from './import/index.ts'
export type { PasswordChange, PasswordChanged } from './password/index.ts'
export type { PasswordReset } from './password-reset/index.ts'
export type { RegisterInput } from './registration/index.ts'
export type { LoginInput } from './sign-in/index.ts'
export type { KeysChanged, RotateOptions } from './signing-keys/index.ts'
export type { ExportOptions, TransferOutcome } from './transfer/index.ts'
export type { CreateUserInput, ManagedUserChanges, UserSearch } from './users/index.ts'
