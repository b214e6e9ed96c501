import { type AccountStore, identityKey } from '@ztoken/core'
import { movesAccess, requireAccess } from '../judgements/access.ts'
import {
  changed,
  isAsExpected,
  recordsOf,
  withoutEmptyFields,
} from '../judgements/account-changes.ts'
import { removeAccount, replaceAccount } from './account-writes.ts'
import {
  addAudit,
  addSession,
  endForeignTokens,
  endSession,
  moveAccess,
  selectSessions,
  type Tables,
} from './tables.ts'

export function accountStore(tables: Tables): AccountStore {
  const { accounts, idsByIdentity, deletedIds } = tables

  return {
    findUser: async (id) => copied(accounts.get(id)?.user),
    findAccount: async (id) => copied(accounts.get(id)),
    findAccountByIdentity: async (name) =>
      copied(accounts.get(idsByIdentity.get(identityKey(name)) ?? '')),
    listUsers: async ({ after, limit, ids = null }) =>
      [...accounts.values()]
        .filter(({ user }) => user.id > (after ?? ''))
        .filter(({ user }) => ids === null || ids.includes(user.id))
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
      accounts.set(id, structuredClone({ ...account, user: withoutEmptyFields(account.user) }))
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
        addSession(tables, renewal.session)
      }
      const before = structuredClone(known.user)
      addAudit(tables, recordsOf(audit, before))
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

function copied<Value>(value: Value | undefined): Value | null {
  return value === undefined ? null : structuredClone(value)
}
