import type { ChallengeStore } from '@ztoken/core'
import type { Connection } from './connection.ts'
import { createSweep } from './sweep.ts'

export function challengeStore(connection: Connection): ChallengeStore {
  const { prepare, write } = connection
  const sql = {
    replace: prepare('DELETE FROM challenges WHERE kind = ? AND subject = ?'),
    put: prepare(
      `INSERT INTO challenges (id, kind, subject, answer, data, tries, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    take: prepare(
      `DELETE FROM challenges WHERE id = ?1 AND kind = ?2 AND subject = ?3 AND answer = ?4
         AND expires_at > ?5 AND tries > 0 RETURNING data`,
    ),
    miss: prepare(
      `UPDATE challenges SET tries = tries - 1 WHERE id = ?1 AND kind = ?2 AND subject = ?3
         AND expires_at > ?4 AND tries > 0 RETURNING tries`,
    ),
  }

  return {
    putChallenge: ({ id, kind, subject, answer, data, tries, expiresAt }) =>
      write(() => {
        sql.replace.run(kind, subject)
        sql.put.run(id, kind, subject, answer, data, tries, expiresAt)
      }),
    answerChallenge: ({ id, kind, subject, answer, now }) =>
      write(() => {
        const taken = sql.take.get(id, kind, subject, answer, now)
        if (taken !== undefined) return { outcome: 'right', data: taken.data as string }
        const missed = sql.miss.get(id, kind, subject, now)
        if (missed === undefined) return { outcome: 'gone' }
        return { outcome: 'wrong', triesLeft: missed.tries as number }
      }),
    sweepChallenges: createSweep(connection, {
      table: 'challenges',
      key: 'id',
      column: 'expires_at',
    }),
  }
}
