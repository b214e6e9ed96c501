import type { Credential, CredentialChanges, Identity, IdentityChanges } from '@ztoken/core'
import type { Connection } from './connection.ts'

/** The rows of a table that belong to an account, written inside a transaction of another's. */
export interface AccountRows<Item, Changes> {
  put(userId: string, items: readonly Item[]): void
  change(userId: string, changes: Changes | undefined): void
  removeAll(userId: string): void
}

export interface IdentityRows extends AccountRows<Identity, IdentityChanges> {
  /** True where one of these belongs to somebody else. */
  isAnothers(identities: readonly Identity[], userId: string): boolean
}

export function identityRows({ prepare }: Connection): IdentityRows {
  const sql = {
    isAnothers: prepare('SELECT 1 FROM identities WHERE kind = ? AND subject = ? AND user_id <> ?'),
    put: prepare(
      `INSERT INTO identities (kind, subject, user_id, verified_at, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (kind, subject) DO UPDATE SET verified_at = ?4, created_at = ?5`,
    ),
    remove: prepare('DELETE FROM identities WHERE kind = ? AND subject = ? AND user_id = ?'),
    removeAll: prepare('DELETE FROM identities WHERE user_id = ?'),
  }

  function put(userId: string, identities: readonly Identity[]): void {
    for (const { kind, subject, verifiedAt, createdAt } of identities) {
      sql.put.run(kind, subject, userId, verifiedAt, createdAt)
    }
  }

  return {
    isAnothers: (identities, userId) =>
      identities.some(
        ({ kind, subject }) => sql.isAnothers.get(kind, subject, userId) !== undefined,
      ),
    put,
    change(userId, { put: added = [], remove = [] } = {}) {
      for (const { kind, subject } of remove) sql.remove.run(kind, subject, userId)
      put(userId, added)
    },
    removeAll: (userId) => void sql.removeAll.run(userId),
  }
}

export function credentialRows({
  prepare,
}: Connection): AccountRows<Credential, CredentialChanges> {
  const sql = {
    put: prepare(
      `INSERT INTO credentials (id, user_id, kind, data, version, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (id) DO UPDATE SET data = ?4, version = ?5 WHERE user_id = ?2`,
    ),
    remove: prepare('DELETE FROM credentials WHERE id = ? AND user_id = ?'),
    removeAll: prepare('DELETE FROM credentials WHERE user_id = ?'),
  }

  function put(userId: string, credentials: readonly Credential[]): void {
    for (const { id, kind, data, version, createdAt } of credentials) {
      sql.put.run(id, userId, kind, data, version, createdAt)
    }
  }

  return {
    put,
    change(userId, { put: added = [], remove = [] } = {}) {
      for (const id of remove) sql.remove.run(id, userId)
      put(userId, added)
    },
    removeAll: (userId) => void sql.removeAll.run(userId),
  }
}
