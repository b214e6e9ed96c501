import type { Revocation, Store } from '@ztoken/core'
import type { Connection } from './connection.ts'
import type { Row } from './engine.ts'
import type { Records } from './records.ts'

type EverythingPromises = Pick<Store, 'revokeEverything' | 'endSessionsOfAll' | 'moveEpochs'>

export function everythingPromises(connection: Connection, records: Records): EverythingPromises {
  const { prepare, write } = connection
  const sql = {
    sessions: prepare(
      'SELECT id, created_at, used_at, ended_at FROM sessions WHERE id > ? ORDER BY id LIMIT ?',
    ),
    end: prepare('UPDATE sessions SET ended_at = ?, end_reason = ? WHERE id = ?'),
    users: prepare('SELECT id FROM users WHERE id > ? ORDER BY id LIMIT ?'),
    moveEpoch: prepare('UPDATE users SET epoch = max(epoch + 1, ?) WHERE id = ?'),
  }

  return {
    revokeEverything: (since, { at, reason, revokedUntil: until }, audit = []) =>
      write(() => {
        records.addAudit(audit)
        const before = Math.floor(at / 1000)
        // A restored file counts on from its own day, and cursors elsewhere have gone further.
        records.countFrom(at * 1000)
        return records.addRevocation({ kind: 'all', key: String(since), before, until, reason })
      }),
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
        for (const { id } of page) sql.moveEpoch.run(epoch, id as string)
        return nextOf(page, limit)
      }),
  }
}

function nextOf(page: readonly Row[], limit: number): string | null {
  return page.length < limit ? null : (page.at(-1)?.id as string)
}
