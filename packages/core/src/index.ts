export type { User, UserChanges } from './account/user.ts'
export type { EndReason, Session } from './session/session.ts'
export type { Account, Revocation, SessionEnd, Store } from './store/store.ts'
