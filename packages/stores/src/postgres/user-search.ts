import type { UserOrder, UserQuery, UserSearchStore } from '@ztoken/core'
import { beyond, gramsOfSearch, mostFound } from '../judgements/grams.ts'
import { beginningOf, lookedAt, partOf } from '../judgements/user-slices.ts'
import { folded, userColumns, userOf } from './rows.ts'
import { type Sql, sql, verbatim } from './sql.ts'
import type { Tools } from './tools.ts'

interface Order {
  readonly from: Sql
  readonly at: Sql
  readonly isUp: boolean
}

const byAge = { from: verbatim('users'), at: verbatim('users.created_at') }
const orders: Readonly<Record<UserOrder, Order>> = {
  id: { from: verbatim('users'), at: verbatim('0'), isUp: true },
  newest: { ...byAge, isUp: false },
  oldest: { ...byAge, isUp: true },
  last_sign_in: {
    from: verbatim('sign_ins JOIN users ON users.id = sign_ins.user_id'),
    at: verbatim('sign_ins.at'),
    isUp: false,
  },
}
const nothing = verbatim('')

export function userSearchStore({ database: { ask } }: Tools): UserSearchStore {
  return {
    async searchUsers(query) {
      const rows = await ask(listing(query))
      const [first] = rows
      const isFull = Number(first?.looked_at ?? 0) >= lookedAt(query)
      const end = isFull ? { at: Number(first?.end_at), id: String(first?.end_id) } : null
      const found = rows
        .filter(({ id }) => id !== null)
        .map((row) => ({
          user: { ...userOf(row), lastSignInAt: row.signed_in_at as number | null },
          at: Number(row.place),
        }))
      return partOf(query, found, { end, matched: Number(first?.matched ?? 0) })
    },
  }
}

/** One statement: a bounded part of the order is looked at, and of it a page that fits. */
function listing(query: UserQuery): Sql {
  const { from, at, isUp } = orders[query.order]
  const id = idOf(query.order)
  const [up, down] = isUp ? ['ASC', 'DESC'] : ['DESC', 'ASC']
  const ordered = (direction: string | undefined, place: string, name: string): Sql =>
    verbatim(
      query.order === 'id' ? `${name} ${direction}` : `${place} ${direction}, ${name} ${direction}`,
    )
  // How many are looked at stands in the text: what is planned for a number unknown is for many.
  return sql`WITH looked AS MATERIALIZED (
      SELECT ${id} AS id, ${at}::bigint AS place, ban_since, ban_until, roles, created_at FROM ${from}
      WHERE true ${bounds(query)} ${fewOf(query)}
      ORDER BY ${ordered(up, at.sql, id.sql)} LIMIT ${verbatim(String(lookedAt(query)))}
    ), matching AS MATERIALIZED (
      SELECT id, place FROM looked WHERE true ${filters(query)}
    )
    SELECT end_at, end_id, page.place, (SELECT count(*) FROM looked) AS looked_at,
      (SELECT count(*) FROM matching) AS matched,
      (SELECT at FROM sign_ins WHERE user_id = users.id) AS signed_in_at, ${userColumns}
    FROM (SELECT place AS end_at, id AS end_id FROM looked
        ORDER BY ${ordered(down, 'place', 'id')} LIMIT 1) AS last
      LEFT JOIN (SELECT id AS page_id, place FROM matching
        ORDER BY ${ordered(up, 'place', 'id')} LIMIT ${query.limit + 1}) AS page ON true
      LEFT JOIN users ON users.id = page_id
    ORDER BY ${ordered(up, 'page.place', 'page_id')}`
}

function idOf(order: UserOrder): Sql {
  return verbatim(order === 'last_sign_in' ? 'sign_ins.user_id' : 'users.id')
}

/** Where the part begins, and what the order itself can leave out. */
function bounds({ order, after, text, phone, ending, ...query }: UserQuery): Sql {
  const { at, isUp } = orders[order]
  const id = idOf(order)
  const sign = verbatim(isUp ? '>' : '<')
  const isByAge = order === 'newest' || order === 'oldest'
  const { createdFrom, createdUntil } = query
  const from = after ?? beginningOf(isUp)
  const beginning =
    order === 'id' ? sql`${id} > ${from.id}` : sql`(${at}, ${id}) ${sign} (${from.at}, ${from.id})`
  return sql`AND ${beginning}
    ${isByAge && createdFrom !== null ? sql`AND ${at} >= ${createdFrom}` : nothing}
    ${isByAge && createdUntil !== null ? sql`AND ${at} < ${createdUntil}` : nothing}
    ${text === null ? nothing : sql`AND ${id} = ANY (${found({ text, phone, ending })})`}`
}

/** Those who are banned or have roles are few: an index holds nobody else. */
function fewOf({ isBanned, role }: UserQuery): Sql {
  if (isBanned === true) return sql`AND ban_since IS NOT NULL`
  return role === null ? nothing : sql`AND roles <> '{}'`
}

function filters(query: UserQuery): Sql {
  const { isBanned, now, role, isVerified, createdFrom, createdUntil } = query
  const isHeld = sql`(ban_since IS NOT NULL AND coalesce(ban_until > ${now}, true))`
  // Asked of each that was looked at: as a join it would be planned over everybody.
  const proofs = sql`(SELECT count(*) FROM identities
    WHERE user_id = looked.id AND verified_at IS NOT NULL)`
  return sql`
    ${isBanned === null ? nothing : sql`AND ${isBanned ? isHeld : sql`NOT ${isHeld}`}`}
    ${role === null ? nothing : sql`AND ${role} = ANY (roles)`}
    ${isVerified === null ? nothing : sql`AND ${proofs} ${verbatim(isVerified ? '> 0' : '= 0')}`}
    ${createdFrom === null ? nothing : sql`AND created_at >= ${createdFrom}`}
    ${createdUntil === null ? nothing : sql`AND created_at < ${createdUntil}`}`
}

/** Each way of finding somebody is an index, of which a bounded part is looked at. */
function found({
  text,
  phone,
  ending,
}: Pick<UserQuery, 'phone' | 'ending'> & { readonly text: string }): Sql {
  const lower = folded(text) as string
  return sql`ARRAY(
    (SELECT id FROM users WHERE id >= ${text} AND id < ${text + beyond} LIMIT ${mostFound})
    ${phone === null ? nothing : sql`UNION ${beginning('phone', phone)}`}
    UNION ${beginning('email', lower)} UNION ${beginning('username', lower)}
    ${ending === null ? nothing : sql`UNION ${endingWith(ending)}`}
    UNION (SELECT id FROM users
      WHERE ztoken_grams(name_folded) @> ${gramsOfSearch(lower)}::text[]
        AND strpos(name_folded, ${lower}) > 0 LIMIT ${mostFound})
  )`
}

function beginning(kind: string, text: string): Sql {
  return sql`(SELECT user_id FROM identities
    WHERE kind = ${kind} AND subject >= ${text} AND subject < ${text + beyond} LIMIT ${mostFound})`
}

function endingWith(digits: string): Sql {
  return sql`(SELECT user_id FROM identities
    WHERE kind = 'phone' AND "right"(subject, 4) = ${digits.slice(-4)}
      AND "right"(subject, ${digits.length}) = ${digits} LIMIT ${mostFound})`
}
