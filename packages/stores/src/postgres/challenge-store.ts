import type { ChallengeStore } from '@ztoken/core'
import { sql } from './sql.ts'
import { createSweep, removing } from './sweep.ts'
import type { Tools } from './tools.ts'

export function challengeStore({ database: { ask } }: Tools): ChallengeStore {
  const sweep = createSweep(ask)

  return {
    async putChallenge({ id, kind, subject, answer, data, tries, expiresAt }) {
      await ask(
        sql`INSERT INTO challenges (id, kind, subject, answer, data, tries, expires_at)
          VALUES (${id}, ${kind}, ${subject}, ${answer}, ${data}, ${tries}, ${expiresAt})
          ON CONFLICT (kind, subject) DO UPDATE SET id = excluded.id, answer = excluded.answer,
            data = excluded.data, tries = excluded.tries, expires_at = excluded.expires_at`,
      )
    },
    async answerChallenge({ id, kind, subject, answer, now }) {
      // One row, asked once: whoever comes second waits for it and then sees what became of it.
      const [row] = await ask(
        sql`WITH asked AS (
            SELECT id, data, answer = ${answer} AS is_right FROM challenges
            WHERE id = ${id} AND kind = ${kind} AND subject = ${subject}
              AND expires_at > ${now} AND tries > 0
            FOR UPDATE
          ), taken AS (
            DELETE FROM challenges USING asked
            WHERE challenges.id = asked.id AND asked.is_right RETURNING asked.data
          ), missed AS (
            UPDATE challenges SET tries = tries - 1 FROM asked
            WHERE challenges.id = asked.id AND NOT asked.is_right RETURNING challenges.tries
          )
          SELECT (SELECT data FROM taken) AS data, (SELECT tries FROM missed) AS tries`,
      )
      if (row?.data != null) return { outcome: 'right', data: row.data as string }
      if (row?.tries == null) return { outcome: 'gone' }
      return { outcome: 'wrong', triesLeft: Number(row.tries) }
    },
    sweepChallenges: (at) => sweep(removing('challenges', 'id', sql`expires_at < ${at}`)),
  }
}
