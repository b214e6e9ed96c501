import type { Revocation, SessionEndStore } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Row } from './engine.ts'
import type { Records } from './records.ts'

export function sessionEndStore({ prepare, write }: Connection, records: Records): SessionEndStore {
  const sql = {
    moveEpoch: prepare('UPDATE users SET epoch = epoch + 1 WHERE id = ?'),
    forget: prepare(
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE user_id = ? AND ended_at IS NOT NULL LIMIT ? OFFSET ?)`,
    ),
    sessions: prepare(
      'SELECT id, created_at, used_at, ended_at FROM sessions WHERE id > ? ORDER BY id LIMIT ?',
    ),
    end: prepare('UPDATE sessions SET ended_at = ?, end_reason = ? WHERE id = ?'),
    users: prepare('SELECT id FROM users WHERE id > ? ORDER BY id LIMIT ?'),
    moveEpochTo: prepare('UPDATE users SET epoch = max(epoch + 1, ?) WHERE id = ?'),
  }

  return {
    endSessions: (selector, end, audit = [], { ifAccess } = {}) =>
      write(() => {
        records.requireAccess(ifAccess)
        const isOfUser = 'except' in selector
        if (isOfUser && Number(sql.moveEpoch.run(selector.userId).changes) === 0) return []
        const ending = records.selectSessions(selector)
        if (!isOfUser && ending.length === 0) return []
        const revocations = ending.map(({ id }) => records.endSession(id, end))
        if (isOfUser) revocations.push(...records.endForeignTokens(selector.userId, end))
        records.addAudit(audit)
        return revocations
      }),
    endSomeSessions: ({ userId, ids, end }, audit = []) =>
      write(() => {
        const ending = ids.flatMap((sessionId) => records.selectSessions({ sessionId, userId }))
        const ended = new Set(ending.map(({ id }) => id))
        records.addAudit(audit.filter(({ sessionId }) => ended.has(sessionId ?? '')))
        return ending.map(({ id }) => records.endSession(id, end))
      }),
    forgetEndedSessions: (userId, { keep, limit }) =>
      write(() => Number(sql.forget.run(userId, limit, keep).changes)),
    endSessionsOfAll: ({ after, limit, openedFrom, usedFrom, end }) =>
      write(() => {
        const page = sql.sessions.all(after, limit)
        const revocations: Revocation[] = []
        let ended = 0
        for (const { id, created_at, used_at, ended_at } of page) {
          const opened = created_at as number
          if (ended_at !== null || opened < openedFrom || opened > end.at) continue
          ended += 1
          if ((used_at as number) >= usedFrom) {
            revocations.push(records.endSession(id as string, end))
          } else sql.end.run(end.at, end.reason, id as string)
        }
        return { next: nextOf(page, limit), ended, revocations }
      }),
    moveEpochs: ({ after, limit, epoch }) =>
      write(() => {
        const page = sql.users.all(after, limit)
        for (const { id } of page) sql.moveEpochTo.run(epoch, id as string)
        return nextOf(page, limit)
      }),
  }
}

function nextOf(page: readonly Row[], limit: number): string | null {
  return page.length < limit ? null : (page.at(-1)?.id as string)
}
