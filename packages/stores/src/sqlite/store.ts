import { type Store, ZtokenError } from '@ztoken/core'
import { type Engine, inTransaction, openEngine } from './engine.ts'
import { applyMigrations, MigrationError } from './migrations.ts'
import {
  accountOf,
  accountValues,
  revocationOf,
  sessionColumns,
  sessionOf,
  sessionValues,
  userColumns,
  userOf,
} from './rows.ts'

/**
 * A store in one SQLite file, made and migrated where needed; `:memory:` keeps nothing.
 * Throws MigrationError, and ZtokenError `unavailable` where the file cannot be opened.
 */
export async function sqliteStore(file: string): Promise<Store> {
  const engine = await openMigrated(file).catch((error: unknown) => {
    throw unavailable(error)
  })
  const sql = {
    probe: engine.prepare('SELECT 1 AS one'),
    findUser: engine.prepare(`SELECT ${userColumns} FROM users WHERE id = ?`),
    findAccount: engine.prepare(`SELECT ${userColumns}, password_hash FROM users WHERE id = ?`),
    findByPhone: engine.prepare(`SELECT ${userColumns}, password_hash FROM users WHERE phone = ?`),
    listUsers: engine.prepare(`SELECT ${userColumns} FROM users WHERE id > ? ORDER BY id LIMIT ?`),
    addAccount: engine.prepare(
      `INSERT INTO users (${userColumns}, password_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
    updateUser: engine.prepare(
      `UPDATE users SET name = iif(?, ?, name), intro = iif(?, ?, intro) WHERE id = ?
       RETURNING ${userColumns}`,
    ),
    replaceHash: engine.prepare(
      'UPDATE users SET password_hash = ? WHERE id = ? AND password_hash IS ?',
    ),
    addSession: engine.prepare(
      `INSERT INTO sessions (${sessionColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    findSession: engine.prepare(`SELECT ${sessionColumns} FROM sessions WHERE id = ?`),
    listSessions: engine.prepare(
      `SELECT ${sessionColumns} FROM sessions WHERE user_id = ? AND ended_at IS NULL
       ORDER BY created_at DESC, id`,
    ),
    rotate: engine.prepare(
      `UPDATE sessions SET counter = counter + 1, rotated_at = ?, used_at = ?
       WHERE id = ? AND counter = ? AND ended_at IS NULL`,
    ),
    end: engine.prepare(
      'UPDATE sessions SET ended_at = ?, end_reason = ? WHERE id = ? AND ended_at IS NULL',
    ),
    revoke: engine.prepare('INSERT INTO revocations (key, until) VALUES (?, ?)'),
    listRevocations: engine.prepare(
      'SELECT sequence, key, until FROM revocations WHERE sequence > ? AND until >= ? ORDER BY sequence',
    ),
  }

  let isOpen = true
  /** An engine that was closed may still answer, with nothing: it is not asked. */
  function ask<Result>(work: () => Result): Promise<Result> {
    try {
      if (!isOpen) throw new Error('the store is closed')
      return Promise.resolve(work())
    } catch (error) {
      return Promise.reject(unavailable(error))
    }
  }

  return {
    ready: () => ask(() => void sql.probe.get()),
    close: async () => {
      if (isOpen) engine.close()
      isOpen = false
    },
    findUser: (id) => ask(() => mapped(sql.findUser.get(id), userOf)),
    findAccount: (id) => ask(() => mapped(sql.findAccount.get(id), accountOf)),
    findAccountByPhone: (phone) => ask(() => mapped(sql.findByPhone.get(phone), accountOf)),
    listUsers: ({ after, limit }) => ask(() => sql.listUsers.all(after ?? '', limit).map(userOf)),
    addAccount: (account) =>
      ask(() => {
        const { changes } = sql.addAccount.run(...accountValues(account))
        if (Number(changes) === 1) return 'added'
        return sql.findUser.get(account.user.id) === undefined ? 'phone_taken' : 'id_taken'
      }),
    updateUser: (id, { name, intro }) =>
      ask(() =>
        mapped(
          sql.updateUser.get(
            Number(name !== undefined),
            name ?? null,
            Number(intro !== undefined),
            intro ?? null,
            id,
          ),
          userOf,
        ),
      ),
    replacePasswordHash: (id, from, to) =>
      ask(() => Number(sql.replaceHash.run(to, id, from).changes) === 1),
    addSession: (session) => ask(() => void sql.addSession.run(...sessionValues(session))),
    findSession: (id) => ask(() => mapped(sql.findSession.get(id), sessionOf)),
    listSessions: (userId) => ask(() => sql.listSessions.all(userId).map(sessionOf)),
    rotateSession: (id, counter, at) =>
      ask(() => Number(sql.rotate.run(at, at, id, counter).changes) === 1),
    endSession: (id, { at, reason, revokedUntil }) =>
      ask(() =>
        inTransaction(engine, () => {
          if (Number(sql.end.run(at, reason, id).changes) === 0) return false
          sql.revoke.run(id, revokedUntil)
          return true
        }),
      ),
    endSessions: (userId, { at, reason, revokedUntil }, except) =>
      ask(() =>
        inTransaction(engine, () => {
          const open = sql.listSessions.all(userId).map(sessionOf)
          const ending = open.map(({ id }) => id).filter((id) => id !== except)
          for (const id of ending) {
            sql.end.run(at, reason, id)
            sql.revoke.run(id, revokedUntil)
          }
          return ending
        }),
      ),
    revokeToken: (key, until) => ask(() => void sql.revoke.run(key, until)),
    listRevocations: (sequence, now) =>
      ask(() => sql.listRevocations.all(sequence, now).map(revocationOf)),
  }
}

async function openMigrated(file: string): Promise<Engine> {
  const engine = await openEngine(file)
  try {
    applyMigrations(engine)
    return engine
  } catch (error) {
    engine.close()
    throw error
  }
}

function mapped<From, To>(row: From | undefined, map: (row: From) => To): To | null {
  return row === undefined ? null : map(row)
}

/** Whatever the engine fails with, the caller learns one thing: it could not be done. */
function unavailable(error: unknown): Error {
  return error instanceof MigrationError ? error : new ZtokenError('unavailable', { cause: error })
}
