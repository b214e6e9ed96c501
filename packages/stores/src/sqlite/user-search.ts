import type { UserOrder, UserQuery, UserSearchStore } from '@ztoken/core'
import { beyond, mostFound } from '../judgements/grams.ts'
import { beginningOf, lookedAt, partOf } from '../judgements/user-slices.ts'
import type { Connection } from './connection.ts'
import type { Value } from './engine.ts'
import type { NameIndex } from './name-index.ts'
import type { Question } from './read-thread.ts'
import { folded, userColumns, userOf } from './rows.ts'

/** Writes a value into a statement, as a parameter. */
type Put = (value: Value) => string

interface Order {
  readonly from: string
  readonly id: string
  readonly at: string
  readonly isUp: boolean
}

const byAge = { from: 'users', id: 'users.id', at: 'users.created_at' }
const orders: Readonly<Record<UserOrder, Order>> = {
  id: { from: 'users', id: 'users.id', at: '0', isUp: true },
  newest: { ...byAge, isUp: false },
  oldest: { ...byAge, isUp: true },
  last_sign_in: {
    from: 'sign_ins CROSS JOIN users ON users.id = sign_ins.user_id',
    id: 'sign_ins.user_id',
    at: 'sign_ins.at',
    isUp: false,
  },
}

export function userSearchStore({ readLong }: Connection, index: NameIndex): UserSearchStore {
  return {
    async searchUsers(query) {
      if (query.text !== null) await index.catchUp()
      const rows = await readLong(listing(query, index))
      const [first] = rows
      const isFull = Number(first?.looked_at ?? 0) >= lookedAt(query)
      const end = isFull ? { at: Number(first?.end_at), id: String(first?.end_id) } : null
      const found = rows
        .filter(({ id }) => id !== null)
        .map((row) => ({
          user: { ...userOf(row), lastSignInAt: row.signed_in_at as number | null },
          at: row.place as number,
        }))
      return partOf(query, found, { end, matched: Number(first?.matched ?? 0) })
    },
  }
}

/** One statement: a bounded part of the order is looked at, and of it a page that fits. */
function listing(query: UserQuery, index: NameIndex): Question {
  const values: Value[] = []
  const put: Put = (value) => `?${values.push(value)}`
  const { from, id, at, isUp } = orders[query.order]
  const search = query.text === null ? '' : found(query, index, put)
  const [up, down] = isUp ? ['ASC', 'DESC'] : ['DESC', 'ASC']
  const ordered = (direction: string | undefined, place: string, name: string): string =>
    query.order === 'id' ? `${name} ${direction}` : `${place} ${direction}, ${name} ${direction}`
  const few = query.text === null ? fewOf(query) : null
  const text = `
    WITH ${search} looked AS MATERIALIZED (
      SELECT ${id} AS id, ${at} AS place FROM ${from} ${few === null ? '' : `INDEXED BY ${few.index}`}
      WHERE ${[...bounds(query, put), ...(few === null ? [] : [few.who])].join(' AND ')}
      ORDER BY ${ordered(up, at, id)} LIMIT ${put(lookedAt(query))}
    ), matching AS MATERIALIZED (
      SELECT looked.id AS id, place FROM looked CROSS JOIN users ON users.id = looked.id
      WHERE ${filters(query, put).join(' AND ') || 'true'}
    )
    SELECT end_at, end_id, page.place AS place, (SELECT count(*) FROM looked) AS looked_at,
      (SELECT count(*) FROM matching) AS matched,
      (SELECT at FROM sign_ins WHERE user_id = users.id) AS signed_in_at, ${userColumns}
    FROM (SELECT place AS end_at, id AS end_id FROM looked ORDER BY ${ordered(down, 'place', 'id')} LIMIT 1)
      LEFT JOIN (SELECT id AS page_id, place FROM matching
        ORDER BY ${ordered(up, 'place', 'id')} LIMIT ${put(query.limit + 1)}) AS page ON true
      LEFT JOIN users ON users.id = page_id
    ORDER BY ${ordered(up, 'page.place', 'page_id')}`
  return { text, values }
}

/** Where the part begins, and what the order itself can leave out. */
function bounds({ order, after, text, createdFrom, createdUntil }: UserQuery, put: Put): string[] {
  const { id, at, isUp } = orders[order]
  const from = after ?? beginningOf(isUp)
  const conditions = [
    order === 'id'
      ? `${id} > ${put(from.id)}`
      : `(${at}, ${id}) ${isUp ? '>' : '<'} (${put(from.at)}, ${put(from.id)})`,
  ]
  if (order === 'newest' || order === 'oldest') {
    if (createdFrom !== null) conditions.push(`${at} >= ${put(createdFrom)}`)
    if (createdUntil !== null) conditions.push(`${at} < ${put(createdUntil)}`)
  }
  if (text !== null) conditions.push(`${id} IN (SELECT id FROM found)`)
  return conditions
}

/** Those who are banned or have roles are few: an index holds nobody else. */
function fewOf({ order, isBanned, role }: UserQuery): { index: string; who: string } | null {
  if (order === 'last_sign_in') return null
  const by = order === 'id' ? '' : '_by_age'
  if (isBanned === true) return { index: `users_banned${by}`, who: 'ban_since IS NOT NULL' }
  return role === null ? null : { index: `users_with_roles${by}`, who: `roles <> '[]'` }
}

function filters(query: UserQuery, put: Put): string[] {
  const { isBanned, now, role, isVerified, createdFrom, createdUntil } = query
  const conditions: string[] = []
  if (isBanned === true) {
    conditions.push(`ban_since IS NOT NULL AND ifnull(ban_until > ${put(now)}, true)`)
  }
  if (isBanned === false) conditions.push(`(ban_since IS NULL OR ban_until <= ${put(now)})`)
  if (role !== null) {
    conditions.push(`EXISTS (SELECT 1 FROM json_each(roles) WHERE value = ${put(role)})`)
  }
  if (isVerified !== null) {
    conditions.push(`${isVerified ? '' : 'NOT '}EXISTS (
      SELECT 1 FROM identities WHERE user_id = users.id AND verified_at IS NOT NULL)`)
  }
  if (createdFrom !== null) conditions.push(`created_at >= ${put(createdFrom)}`)
  if (createdUntil !== null) conditions.push(`created_at < ${put(createdUntil)}`)
  return conditions
}

/**
 * Each way of finding somebody is an index, of which a bounded part is looked at. CROSS JOIN keeps
 * the order: by statistics SQLite would read everybody for each name that is due.
 */
function found({ text, phone, ending }: UserQuery, index: NameIndex, put: Put): string {
  const lower = put(folded(text ?? ''))
  const most = put(mostFound)
  const begins = (kind: string, part: string): string => `
    UNION SELECT user_id FROM (SELECT user_id FROM identities
      WHERE kind = '${kind}' AND subject >= ${part} AND subject < ${part} || ${put(beyond)}
      LIMIT ${most})`
  const written = put(text)
  const digits = put(ending)
  return `found (id) AS (
      SELECT id FROM (SELECT id FROM users
        WHERE id >= ${written} AND id < ${written} || ${put(beyond)} LIMIT ${most})
      ${phone === null ? '' : begins('phone', put(phone))}
      ${begins('email', lower)} ${begins('username', lower)}
      UNION SELECT user_id FROM (SELECT user_id FROM identities
        WHERE kind = 'phone' AND substr(subject, -4) = substr(${digits}, -4)
          AND substr(subject, -length(${digits})) = ${digits} LIMIT ${most})
      UNION SELECT user_id FROM (SELECT user_id FROM
        (SELECT rowid AS number FROM name_grams
          WHERE name_grams MATCH ${put(index.question(folded(text ?? '')))}
          ORDER BY rowid DESC LIMIT ${most} * 5)
        CROSS JOIN name_numbers USING (number) CROSS JOIN users ON users.id = user_id
        WHERE instr(name_folded, ${lower}) > 0 LIMIT ${most})
      UNION SELECT user_id FROM names_due CROSS JOIN users ON users.id = user_id
        WHERE instr(name_folded, ${lower}) > 0
    ),`
}
