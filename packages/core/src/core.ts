import { ZtokenError } from '@ztoken/contract'
import {
  authenticate,
  authenticateAsking,
  isStale,
  lookForKey,
  requireUser,
  verifyToken,
} from './flows/authenticate.ts'
import { ban, unban } from './flows/ban.ts'
import { requireRecentPassword } from './flows/callers-session.ts'
import { createToken } from './flows/create-token.ts'
import { deleteAccount, deleteOwnAccount } from './flows/delete-account.ts'
import { claimDeliveries, settleDelivery } from './flows/deliveries.ts'
import { endEverything } from './flows/end-everything.ts'
import { exportAccount, exportAccountInPieces } from './flows/export-account.ts'
import { grantView } from './flows/grant.ts'
import { hasPassword } from './flows/has-password.ts'
import { sweep } from './flows/housekeeping.ts'
import { createImport } from './flows/import-user.ts'
import { inspectToken } from './flows/inspect-token.ts'
import { listKeys, revokeKey, rotateKeys } from './flows/keys.ts'
import { login } from './flows/login.ts'
import { endCallersSession, logout } from './flows/logout.ts'
import { searchAudit, searchUsers } from './flows/pages.ts'
import { changePassword, setPassword } from './flows/password.ts'
import { requestPasswordReset, resetPassword } from './flows/password-reset.ts'
import { permissionsOf, requirePermission, requireRole } from './flows/permission.ts'
import { refresh } from './flows/refresh.ts'
import { createUser, register } from './flows/register.ts'
import { readRevocations } from './flows/revocation-feed.ts'
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
import { requestSetup, setUp } from './flows/set-up.ts'
import { updateManagedUser, updateUser } from './flows/update-user.ts'
import { verifyIdentity } from './flows/verify-identity.ts'
import type { User } from './ground/account/user.ts'
import type { CoreOptions } from './ground/options.ts'
import { buildRooms } from './ground/rooms.ts'
import { tell } from './ground/tell.ts'
import type { Core } from './verbs.ts'

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
    hasPassword: (userId, password) => hasPassword(rooms, userId, password),
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
