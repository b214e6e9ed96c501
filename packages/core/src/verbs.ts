import type { AuditEvent, GrantView, RevocationsView } from '@ztoken/contract'
import type { Jwks } from '@ztoken/token'
import type { Caller } from './flows/authenticate.ts'
import type { Actor } from './flows/authority.ts'
import type { BanInput } from './flows/ban.ts'
import type { EverythingEnded } from './flows/end-everything.ts'
import type { AccountExport, AccountExportInPieces } from './flows/export-account.ts'
import type { Grant, Origin } from './flows/grant.ts'
import type { Import } from './flows/import-user.ts'
import type { TokenInspection } from './flows/inspect-token.ts'
import type { KeysChanged, RotateOptions } from './flows/keys.ts'
import type { LoginInput } from './flows/login.ts'
import type { AuditSearch, Page, PageInput, UserSearch } from './flows/pages.ts'
import type { PasswordChange, PasswordChanged } from './flows/password.ts'
import type { PasswordReset } from './flows/password-reset.ts'
import type { Asking } from './flows/permission.ts'
import type { CreateUserInput, RegisterInput } from './flows/register.ts'
import type { FeedPage } from './flows/revocation-feed.ts'
import type { SetUpInput, Setup } from './flows/set-up.ts'
import type { ManagedUserChanges } from './flows/update-user.ts'
import type { Role } from './ground/access/role.ts'
import type { PortraitListener } from './ground/account/portraits.ts'
import type { User, UserChanges } from './ground/account/user.ts'
import type { Views } from './ground/account/views.ts'
import type { AuditListener } from './ground/audit/audit.ts'
import type { DeliveryClaim } from './ground/audit/delivery-store.ts'
import type { Delivery, StoredAuditEntry } from './ground/audit/entry.ts'
import type { KeyInfo } from './ground/keys/keys.ts'
import type { Revocation } from './ground/revocation/revocation.ts'
import type { StalePolicy } from './ground/revocation/revocations.ts'
import type { Session } from './ground/session/session.ts'

/** Everything ztoken does, as verbs. Each is documented where it is defined, in `flows`. */
export interface Core {
  createToken(userId: string | number, origin?: Origin): Promise<string>
  verifyToken(token: string): Promise<User | null>
  authenticate(token: string): Caller
  /** As `authenticate`, after asking the store what was revoked meanwhile. */
  authenticateAsking(token: string): Promise<Caller>
  /** For a token called invalid: resolves when its key was asked for; null where it stays so. */
  lookForKey(token: string): Promise<void> | null
  /** True where revocations of other processes may not be known: the guards' policy decides. */
  isStale(): boolean
  readonly whenStale: StalePolicy
  inspectToken(token: string): TokenInspection
  requireUser(caller: Caller): Promise<User>
  requirePermission(caller: Asking, permission: string): Promise<void>
  requireRole(caller: Asking, role: string): Promise<void>
  permissionsOf(caller: Asking): Promise<readonly string[]>
  requireRecentPassword(caller: Caller): Promise<void>

  register(input: RegisterInput, origin?: Origin): Promise<Grant>
  /** A token for the first administrator; null where somebody administers. */
  requestSetup(): Promise<Setup | null>
  setUp(input: SetUpInput, origin?: Origin): Promise<Grant>
  login(input: LoginInput, origin?: Origin): Promise<Grant>
  /**
   * As `login`, with the phone in the tutorial's form: eleven ASCII digits and nothing else. The
   * session is over with its access token, which alone the tutorial's route hands over.
   */
  tutorialLogin(input: { phone: unknown; password: string }, origin?: Origin): Promise<Grant>
  refresh(refreshToken: string): Promise<Grant>
  logout(token: string): Promise<void>

  endCallersSession(caller: Caller): Promise<void>
  endOwnSession(caller: Caller, sessionId: string): Promise<void>
  endOtherSessions(caller: Caller): Promise<number>
  updateUser(caller: Caller, changes: UserChanges): Promise<User>
  setHeadPortrait(caller: Pick<Caller, 'userId'>, url: string | null): Promise<User>
  changePassword(
    caller: Caller,
    change: PasswordChange,
    address?: string | null,
  ): Promise<PasswordChanged>
  /** New tokens, of which alone it is known that the password was shown. */
  verifyIdentity(caller: Caller, password: string, address?: string | null): Promise<Grant>
  exportAccount(caller: Caller): Promise<AccountExport>
  exportAccountInPieces(caller: Caller): Promise<AccountExportInPieces>
  deleteOwnAccount(caller: Caller): Promise<void>
  resetPassword(resetToken: string, password: string, address?: string | null): Promise<void>

  /** All open sessions of a user, the newest first. */
  sessions(userId: string): Promise<Session[]>
  searchSessions(userId: string, page?: PageInput): Promise<Page<Session>>
  /** How many sessions of everybody are open, of all servers on the store. Not for a request. */
  countSessions(): Promise<number>
  kickout(userId: string, actor?: Actor): Promise<number>
  kickoutOfSession(userId: string, sessionId: string, actor?: Actor): Promise<void>
  /** Ends what was issued before this moment, of everybody; `since` in ms. Not for a request. */
  endEverything(options?: { since?: number | null }, actor?: Actor): Promise<EverythingEnded>
  ban(userId: string, ban?: BanInput, actor?: Actor): Promise<User>
  unban(userId: string, actor?: Actor): Promise<User>
  createUser(input: CreateUserInput, actor?: Actor): Promise<User>
  updateManagedUser(userId: string, changes: ManagedUserChanges, actor?: Actor): Promise<User>
  deleteAccount(userId: string, actor?: Actor): Promise<void>
  setPassword(userId: string, password: string, actor?: Actor): Promise<number>
  /** Whether this is a user's password; counted as no attempt, so for nobody who guesses. */
  hasPassword(userId: string, password: string): Promise<boolean>
  requestPasswordReset(userId: string, actor?: Actor): Promise<PasswordReset>
  /** The user with this id or, failing that, with this phone; or null. */
  findUser(idOrPhone: string): Promise<User | null>
  listUsers(page: { after: string | null; limit: number }): Promise<User[]>
  searchUsers(search?: UserSearch): Promise<Page<User>>
  roles(): Promise<Role[]>
  putRole(role: Role, actor?: Actor): Promise<Role>
  deleteRole(name: string, actor?: Actor): Promise<void>
  searchAudit(search?: AuditSearch): Promise<Page<StoredAuditEntry>>
  createImport(options: { dryRun: boolean }): Import

  /** Calls back after each event of this name, or of any (`'*'`). Out: ends it. */
  on(event: AuditEvent | '*', listener: AuditListener): () => void
  /** Calls back with each head portrait that its user has no longer. Out: ends it. */
  onHeadPortraitDropped(listener: PortraitListener): () => void
  claimDeliveries(claim: DeliveryClaim): Promise<Delivery[]>
  settleDelivery(entryId: string, endpoint: string, retryAt: number | null): Promise<void>
  readRevocations(page: FeedPage): Promise<RevocationsView>
  /** Calls back when there may be revocations to read. Out: ends it. */
  onRevocations(listener: () => void): () => void
  /**
   * Calls back with what this process has just taken up, its own and what others revoked:
   * `authenticate` refuses it from then on. May tell of one twice. Out: ends it.
   */
  onRevoked(listener: (revocations: readonly Revocation[]) => void): () => void
  /** Takes up what other processes have revoked, now. */
  syncRevocations(): Promise<void>
  /** The public keys that verifiers elsewhere need, from memory. */
  jwks(): Jwks
  keys(): KeyInfo[]
  rotateKeys(options?: RotateOptions, actor?: Actor): Promise<KeysChanged>
  revokeKey(kid: string, actor?: Actor): Promise<KeysChanged>
  /** Takes up what other servers did to the signing keys and does what is due, now. */
  syncKeys(): Promise<void>
  sweep(): Promise<number>
  /** Milliseconds since everything revoked anywhere was surely known, and how much is. */
  revocationState(): { readonly ageMilliseconds: number; readonly entries: number }

  /**
   * How far this machine's clock is ahead of the store's, in milliseconds; 0 where they are one.
   * From memory: measured at the start, every five seconds and at each `ready`.
   */
  clockDifference(): number

  /** Tells whoever is told of faults that nobody waits for. Never throws. */
  report(error: unknown): void
  readonly views: Views & { grant(grant: Grant): GrantView }
  /**
   * Resolves when the store answers and goes by the same time, and passwords can be hashed. Throws
   * ZtokenError `unavailable`, `clock_differs` where the clocks are further apart than
   * `leewaySeconds`.
   */
  ready(): Promise<void>
  close(): Promise<void>
}
