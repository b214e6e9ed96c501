import type { GrantView, SessionView, UserDetailView, UserView } from '@ztoken/contract'
import type { User, UserChanges } from './account/user.ts'
import { authenticate, type Caller, requireUser, verifyToken } from './flows/authenticate.ts'
import { createToken } from './flows/create-token.ts'
import { type Grant, grantView, type Origin } from './flows/grant.ts'
import { createImport, type Import } from './flows/import-user.ts'
import { inspectToken, type TokenInspection } from './flows/inspect-token.ts'
import { type LoginInput, login } from './flows/login.ts'
import { endCallersSession, logout } from './flows/logout.ts'
import { refresh } from './flows/refresh.ts'
import { createUser, type RegisterInput, register } from './flows/register.ts'
import { setPassword } from './flows/set-password.ts'
import { updateUser } from './flows/update-user.ts'
import { buildRooms, type CoreOptions } from './rooms.ts'
import type { Session } from './session/session.ts'

/** Everything ztoken does, as verbs. Each is documented where it is defined, in `flows`. */
export interface Core {
  createToken(userId: string | number, origin?: Origin): Promise<string>
  verifyToken(token: string): Promise<User | null>
  authenticate(token: string): Caller
  inspectToken(token: string): TokenInspection
  requireUser(caller: Caller): Promise<User>
  register(input: RegisterInput, origin?: Origin): Promise<Grant>
  login(input: LoginInput, origin?: Origin): Promise<Grant>
  /** As `login`, with the phone in the tutorial's form: eleven ASCII digits and nothing else. */
  tutorialLogin(input: { phone: unknown; password: string }, origin?: Origin): Promise<Grant>
  refresh(refreshToken: string): Promise<Grant>
  logout(token: string): Promise<void>
  endCallersSession(caller: Caller): Promise<void>
  updateUser(caller: Caller, changes: UserChanges): Promise<User>
  /** The open sessions of a user, the newest first. */
  sessions(userId: string): Promise<Session[]>
  createUser(input: RegisterInput): Promise<User>
  setPassword(userId: string, password: string): Promise<number>
  /** The user with this id or, failing that, with this phone; or null. */
  findUser(idOrPhone: string): Promise<User | null>
  listUsers(page: { after: string | null; limit: number }): Promise<User[]>
  createImport(options: { dryRun: boolean }): Import
  readonly views: {
    grant(grant: Grant): GrantView
    user(user: User): UserView
    userDetail(user: User): UserDetailView
    session(session: Session): SessionView
  }
  /** Resolves when the store answers; throws ZtokenError `unavailable`. */
  ready(): Promise<void>
  close(): Promise<void>
}

/**
 * Builds the rooms and binds the flows to them. What was revoked before the start is known when
 * this resolves. Throws TypeError for options that cannot be meant, ZtokenError `unavailable`.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const rooms = buildRooms(options)
  const { store, views, phones, revocations, clock } = rooms
  await store.ready()
  const now = Math.floor(clock() / 1000)
  for (const { key, until } of await store.listRevocations(0, now)) {
    revocations.revoke(key, until, now)
  }

  return {
    createToken: (userId, origin) => createToken(rooms, userId, origin),
    verifyToken: (token) => verifyToken(rooms, token),
    authenticate: (token) => authenticate(rooms, token),
    inspectToken: (token) => inspectToken(rooms, token),
    requireUser: (caller) => requireUser(rooms, caller),
    register: (input, origin) => register(rooms, input, origin),
    login: (input, origin) => login(rooms, input, origin),
    tutorialLogin: async ({ phone, password }, origin) =>
      login(rooms, { phone: phones.requireTutorial(phone), password }, origin),
    refresh: (refreshToken) => refresh(rooms, refreshToken),
    logout: (token) => logout(rooms, token),
    endCallersSession: (caller) => endCallersSession(rooms, caller),
    updateUser: (caller, changes) => updateUser(rooms, caller, changes),
    sessions: (userId) => store.listSessions(userId),
    createUser: (input) => createUser(rooms, input),
    setPassword: (userId, password) => setPassword(rooms, userId, password),
    findUser: async (idOrPhone) => (await store.findUser(idOrPhone)) ?? findByPhone(idOrPhone),
    listUsers: (page) => store.listUsers(page),
    createImport: (importOptions) => createImport(rooms, importOptions),
    views: { ...views, grant: (grant) => grantView(rooms, grant) },
    ready: () => store.ready(),
    close: () => store.close(),
  }

  async function findByPhone(text: string): Promise<User | null> {
    try {
      return (await store.findAccountByPhone(phones.requireCanonical(text)))?.user ?? null
    } catch {
      return null
    }
  }
}
