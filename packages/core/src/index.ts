export {
  type AuditEvent,
  auditEvents,
  eventMeanings,
  permits,
  ZtokenError,
} from '@ztoken/contract'
export type { AccessState, HolderExcept, IfAccess } from './access/access-state.ts'
export { isPermission, isRoleName } from './access/permissions.ts'
export type { Access, Role } from './access/role.ts'
export { isRegion } from './account/phone.ts'
export type { PortraitListener } from './account/portraits.ts'
export type { Ban, User, UserChanges } from './account/user.ts'
export { type AuditListener, maskedPhone, type WebhookEndpoint } from './audit/audit.ts'
export type {
  AuditEntry,
  AuditQuery,
  AuditRecord,
  Delivery,
  StoredAuditEntry,
} from './audit/entry.ts'
export { createCore } from './core.ts'
export type { Caller } from './flows/authenticate.ts'
export type { Actor } from './flows/authority.ts'
export type { BanInput } from './flows/ban.ts'
export { claimantOf } from './flows/claimant.ts'
export type { AccountExport, AccountExportInPieces } from './flows/export-account.ts'
export type { Grant, Origin } from './flows/grant.ts'
export type { Import, ImportedUser, ImportOutcome } from './flows/import-user.ts'
export type { TokenInspection } from './flows/inspect-token.ts'
export type { KeysChanged, RotateOptions } from './flows/keys.ts'
export type { LoginInput } from './flows/login.ts'
export type { AuditSearch, Page, PageInput, UserSearch } from './flows/pages.ts'
export type { PasswordChange, PasswordChanged } from './flows/password.ts'
export type { PasswordReset } from './flows/password-reset.ts'
export type { CreateUserInput, RegisterInput } from './flows/register.ts'
export type { SetUpInput, Setup } from './flows/set-up.ts'
export type { ManagedUserChanges } from './flows/update-user.ts'
export type { KeyState } from './keys/key-ring.ts'
export { KeyRingError, type KeyRingFault } from './keys/key-ring-error.ts'
export type { KeyInfo } from './keys/keys.ts'
export type { StoredKey, StoredKeyRing } from './keys/stored-key.ts'
export { type Allowance, debtOf, mostDebtOf, tryOf, untouched } from './limits/allowance.ts'
export {
  createFailureLimit,
  type FailureLimit,
  type FailureLimitOptions,
} from './limits/failure-limit.ts'
export type { CoreOptions } from './options.ts'
export {
  type Claim,
  type Claimant,
  createFairQueue,
  type FairQueue,
  type FairQueueOptions,
} from './password/fair-queue.ts'
export type { PasswordOptions } from './password/index.ts'
export { hashTried } from './password/trial.ts'
export type { StalePolicy } from './revocation/revocations.ts'
export { isWithin, mostRead, sessionsToEnd } from './session/policy.ts'
export { type EndReason, endReasons, type Session } from './session/session.ts'
export type * from './store/slices.ts'
export type * from './store/store.ts'
export { type Report, tell, unfailing, warn } from './tell.ts'
export type { Core } from './verbs.ts'
