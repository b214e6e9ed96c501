import { type Account, identityKey, type Revocation, type SessionEnd } from '@ztoken/core'
import { endForeignTokens, endSession, invalidate, selectSessions, type Tables } from './tables.ts'

/** Takes an account and its sessions out. Out: the revocations of its tokens. */
export function removeAccount(
  tables: Tables,
  { user, identities }: Account,
  end: SessionEnd,
): Revocation[] {
  const { accounts, idsByIdentity, deletedIds, sessions } = tables
  const { id } = user
  const open = selectSessions(tables, { userId: id, except: null })
  const revocations: Revocation[] = open.map((session) => endSession(tables, session, end))
  revocations.push(...endForeignTokens(tables, id, end))
  accounts.delete(id)
  invalidate(tables, 'account', id)
  for (const one of identities) idsByIdentity.delete(identityKey(one))
  deletedIds.add(id)
  tables.signIns.delete(id)
  for (const session of sessions.values()) {
    if (session.userId === id) sessions.delete(session.id)
  }
  return revocations
}

/** Keeps an account in the place of what it was. */
export function replaceAccount(tables: Tables, known: Account, account: Account): void {
  const { accounts, idsByIdentity } = tables
  const { id } = account.user
  accounts.set(id, account)
  for (const one of known.identities) idsByIdentity.delete(identityKey(one))
  for (const one of account.identities) idsByIdentity.set(identityKey(one), id)
  invalidate(tables, 'account', id)
}
