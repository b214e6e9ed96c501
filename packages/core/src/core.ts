import {
  type AuditEvent,
  type GrantView,
  type RevocationsView,
  ZtokenError,
} from '@ztoken/contract'
import type { Jwks } from '@ztoken/token'
import type { Role } from './access/role.ts'
import type { PortraitListener } from './account/portraits.ts'
import type { User, UserChanges } from './account/user.ts'
import type { Views } from './account/views.ts'
import type { AuditListener } from './audit/audit.ts'
import type { Delivery, StoredAuditEntry } from './audit/entry.ts'
import {
  authenticate,
  authenticateAsking,
  type Caller,
  isStale,
  lookForKey,
  requireUser,
  verifyToken,
} from './flows/authenticate.ts'
import type { Actor } from './flows/authority.ts'
import { type BanInput, ban, unban } from './flows/ban.ts'
import { requireRecentPassword } from './flows/callers-session.ts'
import { createToken } from './flows/create-token.ts'
import { deleteAccount, deleteOwnAccount } from './flows/delete-account.ts'
import { claimDeliveries, settleDelivery } from './flows/deliveries.ts'
import { type EverythingEnded, endEverything } from './flows/end-everything.ts'
import {
  type AccountExport,
  type AccountExportInPieces,
  exportAccount,
  exportAccountInPieces,
} from './flows/export-account.ts'
import { type Grant, grantView, type Origin } from './flows/grant.ts'
import { sweep } from './flows/housekeeping.ts'
import { createImport, type Import } from './flows/import-user.ts'
import { inspectToken, type TokenInspection } from './flows/inspect-token.ts'
import {
  type KeysChanged,
  listKeys,
  type RotateOptions,
  revokeKey,
  rotateKeys,
} from './flows/keys.ts'
import { type LoginInput, login } from './flows/login.ts'
import { endCallersSession, logout } from './flows/logout.ts'
import {
  type AuditSearch,
  type Page,
  type PageInput,
  searchAudit,
  searchUsers,
  type UserSearch,
} from './flows/pages.ts'
import {
  changePassword,
  type PasswordChange,
  type PasswordChanged,
  setPassword,
} from './flows/password.ts'
import { type PasswordReset, requestPasswordReset, resetPassword } from './flows/password-reset.ts'
import { type Asking, permissionsOf, requirePermission, requireRole } from './flows/permission.ts'
import { refresh } from './flows/refresh.ts'
import { type CreateUserInput, createUser, type RegisterInput, register } from './flows/register.ts'
import { type FeedPage, readRevocations } from './flows/revocation-feed.ts'
import { deleteRole, putRole } from './flows/roles.ts'
import {
  countSessions,
  endOtherSessions,
  endOwnSession,
  kickOut,
  kickOutOfSession,
  listSessions,
  searchSessions,
} from './flows/sessions.ts'
import { setHeadPortrait } from './flows/set-head-portrait.ts'
import { requestSetup, type SetUpInput, type Setup, setUp } from './flows/set-up.ts'
import { type ManagedUserChanges, updateManagedUser, updateUser } from './flows/update-user.ts'
import { verifyIdentity } from './flows/verify-identity.ts'
import type { KeyInfo } from './keys/keys.ts'
import type { StalePolicy } from './revocation/revocations.ts'
import { buildRooms, type CoreOptions } from './rooms.ts'
import type { Session } from './session/session.ts'
import type { DeliveryClaim, Revocation } from './store/store.ts'
import { tell } from './tell.ts'

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

/**
 * Builds the rooms and binds the flows to them. What was revoked before the start is known when
 * this resolves, and from then on followed; so are the signing keys. Throws TypeError for options
 * that cannot be meant, ZtokenError `unavailable`: where the signing keys cannot be read or opened,
 * with a KeyRingError as its cause; where no password can be hashed, with one that says what is
 * missing.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const rooms = buildRooms(options)
  const { store, views, phones, revocations, keys, sharedClock, report } = rooms
  // Where no password can be hashed nobody could sign in: better said at the start.
  const hashing = rooms.passwords.ready()
  hashing.catch(() => undefined)
  await store.ready()
  await sharedClock.compare()
  await revocations.sync()
  await keys?.start()
  await hashing
  sharedClock.follow()
  revocations.follow()
  keys?.follow()

  return {
    createToken: (userId, origin) => createToken(rooms, userId, origin),
    verifyToken: (token) => verifyToken(rooms, token),
    authenticate: (token) => authenticate(rooms, token),
    authenticateAsking: (token) => authenticateAsking(rooms, token),
    lookForKey: (token) => lookForKey(rooms, token),
    isStale: () => isStale(rooms),
    whenStale: rooms.stale.policy,
    inspectToken: (token) => inspectToken(rooms, token),
    requireUser: (caller) => requireUser(rooms, caller),
    requirePermission: (caller, permission) => requirePermission(rooms, caller, permission),
    requireRole: (caller, role) => requireRole(rooms, caller, role),
    permissionsOf: (caller) => permissionsOf(rooms, caller),
    requireRecentPassword: (caller) => requireRecentPassword(rooms, caller),

    register: (input, origin) => register(rooms, input, origin),
    requestSetup: () => requestSetup(rooms),
    setUp: (input, origin) => setUp(rooms, input, origin),
    login: (input, origin) => login(rooms, input, origin),
    tutorialLogin: async ({ phone, password }, origin) =>
      login(rooms, { phone: phones.requireTutorial(phone), password }, origin, {
        handed: 'access token',
      }),
    refresh: (refreshToken) => refresh(rooms, refreshToken),
    logout: (token) => logout(rooms, token),

    endCallersSession: (caller) => endCallersSession(rooms, caller),
    endOwnSession: (caller, sessionId) => endOwnSession(rooms, caller, sessionId),
    endOtherSessions: (caller) => endOtherSessions(rooms, caller),
    updateUser: (caller, changes) => updateUser(rooms, caller, changes),
    setHeadPortrait: (caller, url) => setHeadPortrait(rooms, caller, url),
    changePassword: (caller, change, address) => changePassword(rooms, caller, change, address),
    verifyIdentity: (caller, password, address) => verifyIdentity(rooms, caller, password, address),
    exportAccount: (caller) => exportAccount(rooms, caller),
    exportAccountInPieces: (caller) => exportAccountInPieces(rooms, caller),
    deleteOwnAccount: (caller) => deleteOwnAccount(rooms, caller),
    resetPassword: (token, password, address) => resetPassword(rooms, token, password, address),

    sessions: (userId) => listSessions(rooms, userId),
    searchSessions: (userId, page) => searchSessions(rooms, userId, page),
    countSessions: () => countSessions(rooms),
    kickout: (userId, actor) => kickOut(rooms, userId, actor),
    kickoutOfSession: (userId, sessionId, actor) =>
      kickOutOfSession(rooms, userId, sessionId, actor),
    endEverything: (options, actor) => endEverything(rooms, options, actor),
    ban: (userId, input, actor) => ban(rooms, userId, input, actor),
    unban: (userId, actor) => unban(rooms, userId, actor),
    createUser: (input, actor) => createUser(rooms, input, actor),
    updateManagedUser: (userId, changes, actor) => updateManagedUser(rooms, userId, changes, actor),
    deleteAccount: (userId, actor) => deleteAccount(rooms, userId, actor),
    setPassword: (userId, password, actor) => setPassword(rooms, userId, password, actor),
    requestPasswordReset: (userId, actor) => requestPasswordReset(rooms, userId, actor),
    findUser: async (idOrPhone) => (await store.findUser(idOrPhone)) ?? findByPhone(idOrPhone),
    listUsers: (page) => store.listUsers(page),
    searchUsers: (search) => searchUsers(rooms, search),
    roles: () => store.listRoles(),
    putRole: (role, actor) => putRole(rooms, role, actor),
    deleteRole: (name, actor) => deleteRole(rooms, name, actor),
    searchAudit: (search) => searchAudit(rooms, search),
    createImport: (importOptions) => createImport(rooms, importOptions),

    on: (event, listener) => rooms.audit.on(event, listener),
    onHeadPortraitDropped: (listener) => rooms.portraits.onDropped(listener),
    claimDeliveries: (claim) => claimDeliveries(rooms, claim),
    settleDelivery: (entryId, endpoint, retryAt) =>
      settleDelivery(rooms, entryId, endpoint, retryAt),
    readRevocations: (page) => readRevocations(rooms, page),
    onRevocations: (listener) => store.onChange(() => tell(report, listener)),
    onRevoked: (listener) => revocations.onTaken(listener),
    syncRevocations: () => revocations.sync(),
    jwks: () => rooms.jwks(),
    keys: () => listKeys(rooms),
    rotateKeys: (rotation, actor) => rotateKeys(rooms, rotation, actor),
    revokeKey: (kid, actor) => revokeKey(rooms, kid, actor),
    syncKeys: async () => keys?.sync(),
    sweep: () => sweep(rooms),
    revocationState: () => ({ ageMilliseconds: revocations.age(), entries: revocations.size }),

    report,
    views: { ...views, grant: (grant) => grantView(rooms, grant) },
    clockDifference: () => sharedClock.difference,
    async ready() {
      await store.ready()
      await rooms.passwords.ready()
      await sharedClock.compare()
      sharedClock.requireAgreement()
    },
    async close() {
      sharedClock.close()
      revocations.close()
      keys?.close()
      await store.close()
    },
  }

  async function findByPhone(text: string): Promise<User | null> {
    try {
      return (await store.findAccountByPhone(phones.requireCanonical(text)))?.user ?? null
    } catch (error) {
      // A store that is down does not say that there is nobody.
      if (error instanceof ZtokenError && error.code === 'phone_invalid') return null
      throw error
    }
  }
}
