import { type Account, type AccountStore, type IdentityKind, identityKey } from '@ztoken/core'
import { movesAccess, requireAccess } from '../judgements/access.ts'
import { changed, isAsExpected } from '../judgements/account-changes.ts'
import { isPhoneEnding } from '../judgements/grams.ts'
import { removeAccount, replaceAccount } from './account-writes.ts'
import {
  addAudit,
  endForeignTokens,
  endSession,
  moveAccess,
  selectSessions,
  type Tables,
} from './tables.ts'

/** What of a user says what they are found by and is searched, beside phones. */
const shown: readonly IdentityKind[] = ['email', 'username']

export function accountStore(tables: Tables): AccountStore {
  const { accounts, idsByIdentity, deletedIds, sessions } = tables

  return {
    findUser: async (id) => copied(accounts.get(id)?.user),
    findAccount: async (id) => copied(accounts.get(id)),
    findAccountByIdentity: async (name) =>
      copied(accounts.get(idsByIdentity.get(identityKey(name)) ?? '')),
    listUsers: async ({ after, limit, search = null, phone, ids = null }) =>
      [...accounts.values()]
        .filter(({ user }) => user.id > (after ?? ''))
        .filter(({ user }) => ids === null || ids.includes(user.id))
        .filter((account) => search === null || isFound(account, search, phone ?? search))
        .map(({ user }) => user)
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, limit)
        .map((user) => structuredClone(user)),
    async addAccount(account, audit = [], { ifAccess, isSetup = false } = {}) {
      requireAccess(tables.access.version, ifAccess)
      const { id } = account.user
      if (accounts.has(id) || deletedIds.has(id)) return 'id_taken'
      if (account.identities.some((one) => idsByIdentity.has(identityKey(one))))
        return 'identity_taken'
      accounts.set(id, structuredClone(account))
      for (const one of account.identities) idsByIdentity.set(identityKey(one), id)
      if (isSetup || account.user.roles.length > 0) moveAccess(tables, Number(isSetup))
      addAudit(tables, audit)
      return 'added'
    },
    async changeAccount(id, changes, audit = []) {
      requireAccess(tables.access.version, changes.ifAccess)
      const known = accounts.get(id)
      if (known === undefined) return { outcome: 'not_found' }
      if (!isAsExpected(known, changes)) return { outcome: 'conflict' }
      const { except = null, renewal } = changes.endSessions ?? {}
      const renewed =
        renewal && selectSessions(tables, { sessionId: except ?? '', userId: id }).at(0)
      if (renewal !== undefined && renewed === undefined) return { outcome: 'conflict' }
      const owners = changes.identities?.put?.map(
        (one) => idsByIdentity.get(identityKey(one)) ?? id,
      )
      if (owners?.some((owner) => owner !== id)) return { outcome: 'identity_taken' }
      const account = changed(known, changes)
      replaceAccount(tables, known, account)
      if (movesAccess(known.user, changes)) moveAccess(tables)
      const { endSessions: ending } = changes
      const revocations =
        ending === undefined
          ? []
          : [
              ...selectSessions(tables, { userId: id, except: ending.except }).map((session) =>
                endSession(tables, session, ending.end),
              ),
              ...endForeignTokens(tables, id, ending.end),
            ]
      if (renewal !== undefined && renewed !== undefined) {
        revocations.push(endSession(tables, renewed, renewal.end))
        sessions.set(renewal.session.id, { ...renewal.session })
      }
      addAudit(tables, audit)
      const before = structuredClone(known.user)
      return { outcome: 'changed', account: structuredClone(account), before, revocations }
    },
    async deleteAccount(id, end, audit = [], { ifAccess } = {}) {
      requireAccess(tables.access.version, ifAccess)
      const account = accounts.get(id)
      if (account === undefined) return null
      const revocations = removeAccount(tables, account, end)
      if (account.user.roles.length > 0) moveAccess(tables)
      addAudit(tables, audit)
      return { user: account.user, revocations }
    },
  }
}

function isFound({ user, identities }: Account, search: string, phone: string): boolean {
  const lower = search.toLowerCase()
  if (user.id.startsWith(search) || user.name?.toLowerCase().includes(lower)) return true
  const ends = isPhoneEnding(search)
  return identities.some(({ kind, subject }) => {
    if (kind === 'phone') return subject.startsWith(phone) || (ends && subject.endsWith(search))
    return shown.includes(kind) && subject.startsWith(lower)
  })
}

function copied<Value>(value: Value | undefined): Value | null {
  return value === undefined ? null : structuredClone(value)
}
