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
export type { StalePolicy } from '@ztoken/token'
export type { AccountExport, AccountExportInPieces } from './account-export/index.ts'
export type { MergeInput, MergeOutcome } from './account-merge/index.ts'
export type { AuditSearch } from './audit/index.ts'
export type { TokenInspection } from './authentication/index.ts'
export type { Asking } from './authorization/index.ts'
export type { BanInput } from './bans/index.ts'
export { type Core, createCore, type Work } from './core.ts'
export type { EverythingEnded } from './end-everything/index.ts'
export type { SetUpInput, Setup } from './first-administrator/index.ts'
export type { AccessState, HolderExcept, IfAccess } from './ground/access/access-state.ts'
export type * from './ground/access/access-store.ts'
export type { Actor } from './ground/access/authority.ts'
export type { Access, Holders, Role } from './ground/access/role.ts'
export type * from './ground/account/account-changes.ts'
export type * from './ground/account/account-merge-store.ts'
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
  type NamedIdentity,
  oldestFirst,
  phoneIdentity,
} from './ground/account/identity.ts'
export { changesOf, codeSubjectsOf, type Merging, mergingOf } from './ground/account/merging.ts'
export { canonicalEmail } from './ground/account/names.ts'
export { newAccount } from './ground/account/new-accounts.ts'
export { passwordHashOf, withHash } from './ground/account/password-of.ts'
export { createPhones, isRegion } from './ground/account/phone.ts'
export { type Ban, isBanned, type User, type UserChanges } from './ground/account/user.ts'
export type * from './ground/account/user-search-store.ts'
export type { Views } from './ground/account/views.ts'
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
export { bareStart } from './ground/bare-start.ts'
export type * from './ground/challenge/challenge.ts'
export type * from './ground/challenge/challenge-store.ts'
export type { Day, DayStore } from './ground/days/day-store.ts'
export { dayMilliseconds, dayOf } from './ground/days/day-store.ts'
export { coreDefaults } from './ground/defaults.ts'
export { addDuration, bucketSeconds, type Durations, noDurations } from './ground/durations.ts'
export type { CodeKind, Factor, FactorAnswer, FactorKind } from './ground/factors/factor.ts'
export type { FactorRecovery } from './ground/factors/recovery.ts'
export type { TrustedDevice } from './ground/factors/trusted-devices.ts'
export type { HumanCheckCounts, HumanCheckShown } from './ground/human-check/index.ts'
export type { HumanCheckOptions, HumanCheckProvider } from './ground/human-check/options.ts'
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
export type { LimitName } from './ground/limits/login-limits.ts'
export { suggestion } from './ground/near.ts'
export type { Notice, NoticeSender, NoticeSenders } from './ground/notices/notice.ts'
export type { CodeRequest } from './ground/one-time-codes/index.ts'
export type { OneTimeCodesOptions, TestPhone } from './ground/one-time-codes/options.ts'
export type { CodeAnswer, CodeRecipient } from './ground/one-time-codes/recipient.ts'
export {
  type CodeChannel,
  type CodeMessage,
  type CodeSender,
  type CodeSenders,
  SendError,
  type SendFault,
  sendFaults,
} from './ground/one-time-codes/sender.ts'
export type { CodesSent } from './ground/one-time-codes/sending.ts'
export type { CoreOptions } from './ground/options.ts'
export type { ClaimsAsked, OwnClaimsOptions } from './ground/own-claims/options.ts'
export type {
  LoginAsked,
  OwnRefusal,
  OwnRulesOptions,
  RegistrationAsked,
} from './ground/own-rules/options.ts'
export type { Page, PageInput } from './ground/page/pages.ts'
export type { Passkey } from './ground/passkeys/passkey.ts'
export {
  canHavePasskeys,
  isPasskeyDomain,
  isPasskeyOrigin,
  type PasskeyOptions,
} from './ground/passkeys/relying-party.ts'
export { claimantOf } from './ground/password/claimant.ts'
export {
  type Claim,
  type Claimant,
  createFairQueue,
  type FairQueue,
  type FairQueueOptions,
} from './ground/password/fair-queue.ts'
export { type QuickScheme, quickSchemes } from './ground/password/formats/wrapped.ts'
export { HashingError, type HashingFault } from './ground/password/hashing-error.ts'
export type { PasswordOptions } from './ground/password/index.ts'
export type { HashingState } from './ground/password/pool.ts'
export type { PasswordReset } from './ground/password/reset.ts'
export { hashTried } from './ground/password/trial.ts'
export {
  type Change,
  type Invalidation,
  invalidationSeconds,
} from './ground/revocation/change.ts'
export type * from './ground/revocation/revocation.ts'
export type * from './ground/revocation/revocation-store.ts'
export type { Caller } from './ground/session/callers.ts'
export type { Grant, WholeGrantView } from './ground/session/grants.ts'
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
export type { StoreQuestions } from './ground/store/deadline.ts'
export type * from './ground/store/store.ts'
export { type Report, tell, unfailing, warn } from './ground/tell.ts'
export { requireUserFieldsSchema } from './ground/user-fields/load.ts'
export type {
  UserFieldChanges,
  UserFieldParty,
  UserFieldRules,
  UserFieldSchema,
  UserFieldsSchema,
  UserFieldValue,
  UserFieldValues,
} from './ground/user-fields/schema.ts'
export type { SweepState } from './housekeeping/index.ts'
export type { AccountIdentities, AddIdentityInput } from './identities/index.ts'
export type {
  ForeignDatabase,
  ForeignTable,
  Import,
  ImportedUser,
  ImportOptions,
  ImportOutcome,
} from './import/index.ts'
export type { FittingFields } from './import/own-fields.ts'
export type { CodeLoginInput, CodeRequestInput, CodeResetInput } from './one-time-codes/index.ts'
export type { OneTimeUrl } from './one-time-urls/index.ts'
export type { AddPasskeyInput, LeftBehind, PasskeyLoginInput } from './passkeys/index.ts'
export type { PasswordChange, PasswordChanged } from './password/index.ts'
export type { RefreshOptions } from './refresh/index.ts'
export type { RegisterInput } from './registration/index.ts'
export type { FeedPage } from './revocation-feed/index.ts'
export type { HeldRole } from './roles/index.ts'
export type { FactorLoginInput } from './second-factors/index.ts'
export type { LoginInput } from './sign-in/index.ts'
export type { KeysChanged, RotateOptions } from './signing-keys/index.ts'
export type { TotpConfirmation, TotpEnrolment } from './totp/index.ts'
export type { ExportOptions, TransferOutcome } from './transfer/index.ts'
export type { CreateUserInput, ManagedUserChanges } from './users/index.ts'
export type { UserSearch, UsersFound, UserTotal } from './users/search.ts'
