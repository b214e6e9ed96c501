import { beyond, isPhoneEnding, mostFound } from '../judgements/grams.ts'
import type { Connection } from './connection.ts'
import type { Row } from './engine.ts'
import type { NameIndex } from './name-index.ts'
import { folded, userColumns } from './rows.ts'

export interface UserSearch {
  /** Users who are found by this text, or by how their phone begins, in order of id. */
  all(search: {
    readonly text: string
    readonly phone: string
    readonly after: string
    readonly limit: number
  }): Promise<Row[]>
}

/**
 * Each way of finding somebody is an index, of which a bounded part is looked at. CROSS JOIN keeps
 * the order: by statistics SQLite would read everybody for each name that is due.
 */
export function userSearch({ readLong }: Connection, index: NameIndex): UserSearch {
  const begins = (kind: string, text: string): string => `
    SELECT user_id FROM (SELECT user_id FROM identities
      WHERE kind = '${kind}' AND subject >= ${text} AND subject < ${text} || ?3 LIMIT ?4)`
  const found = `
    WITH found (id) AS (
      SELECT id FROM (SELECT id FROM users WHERE id >= ?2 AND id < ?2 || ?3 LIMIT ?4)
      UNION ${begins('phone', '?9')} UNION ${begins('email', '?1')}
      UNION ${begins('username', '?1')}
      UNION SELECT user_id FROM (SELECT user_id FROM identities
        WHERE kind = 'phone' AND substr(subject, -4) = substr(?5, -4)
          AND substr(subject, -length(?5)) = ?5 LIMIT ?4)
      UNION SELECT user_id FROM (SELECT user_id FROM
        (SELECT rowid AS number FROM name_grams WHERE name_grams MATCH ?6
          ORDER BY rowid DESC LIMIT ?4 * 5)
        CROSS JOIN name_numbers USING (number) CROSS JOIN users ON users.id = user_id
        WHERE instr(name_folded, ?1) > 0 LIMIT ?4)
      UNION SELECT user_id FROM names_due CROSS JOIN users ON users.id = user_id
        WHERE instr(name_folded, ?1) > 0
    )
    SELECT ${userColumns} FROM users WHERE id IN (SELECT id FROM found) AND id > ?7
    ORDER BY id LIMIT ?8`

  return {
    async all({ text, phone, after, limit }) {
      await index.catchUp()
      const lower = folded(text)
      const ending = isPhoneEnding(text) ? text : null
      const question = index.question(lower)
      const values = [lower, text, beyond, mostFound, ending, question, after, limit, phone]
      return readLong({ text: found, values })
    },
  }
}
