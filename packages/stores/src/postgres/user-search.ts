import { beyond, gramsOfSearch, isPhoneEnding, mostFound } from '../judgements/grams.ts'
import { type Sql, sql, verbatim } from './sql.ts'

const nothing = verbatim('')

/** Each way of finding somebody is an index, of which a bounded part is looked at. */
export function isFound(search: string, phone: string): Sql {
  const lower = search.toLowerCase()
  return sql`id = ANY (ARRAY(
    (SELECT id FROM users WHERE id >= ${search} AND id < ${search + beyond} LIMIT ${mostFound})
    UNION ${beginning('phone', phone)} UNION ${beginning('email', lower)}
    UNION ${beginning('username', lower)}${isPhoneEnding(search) ? ending(search) : nothing}
    UNION (SELECT id FROM users
      WHERE ztoken_grams(name_folded) @> ${gramsOfSearch(lower)}::text[]
        AND strpos(name_folded, ${lower}) > 0 LIMIT ${mostFound})
  ))`
}

function beginning(kind: string, text: string): Sql {
  return sql`(SELECT user_id FROM identities
    WHERE kind = ${kind} AND subject >= ${text} AND subject < ${text + beyond} LIMIT ${mostFound})`
}

function ending(digits: string): Sql {
  return sql` UNION (SELECT user_id FROM identities
    WHERE kind = 'phone' AND "right"(subject, 4) = ${digits.slice(-4)}
      AND "right"(subject, ${digits.length}) = ${digits} LIMIT ${mostFound})`
}
