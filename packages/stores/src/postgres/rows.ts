import {
  type Account,
  type AuditEntry,
  type Ban,
  type Change,
  type Credential,
  type FoundBy,
  foundBy,
  type Identity,
  type Revocation,
  type Session,
  type StoredAuditEntry,
  type User,
  type UserFieldValues,
} from '@ztoken/core'
import type { Row } from './database.ts'
import { type Sql, sql, verbatim } from './sql.ts'

const stored: Sql = verbatim(
  `id, name, head_portrait, intro, level, roles, ban_since, ban_until, ban_reason, created_at,
  fields`,
)

/** Of a user, with the oldest of each kind that they are found by. */
export const userColumns: Sql = sql`${stored}, ${oldest('phone')}, ${oldest('email')},
  ${oldest('username')}`

function oldest(kind: keyof FoundBy): Sql {
  return verbatim(`(
    SELECT subject FROM identities WHERE user_id = users.id AND kind = '${kind}'
    ORDER BY created_at, subject LIMIT 1
  ) AS ${kind}`)
}

export const accountColumns: Sql = sql`${stored}, epoch, (
    SELECT coalesce(json_agg(json_build_object('kind', kind, 'subject', subject,
      'verifiedAt', verified_at, 'createdAt', created_at) ORDER BY created_at, kind, subject), '[]')
    FROM identities WHERE user_id = users.id
  ) AS identities, (
    SELECT coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'data', data,
      'version', version, 'createdAt', created_at) ORDER BY created_at, id), '[]')
    FROM credentials WHERE user_id = users.id
  ) AS credentials`

/** What a row of the table of users holds. */
export const userRowColumns: Sql = sql`${stored}, epoch, name_folded`

export function userOf(row: Row): User {
  return userWith(row, {
    phone: row.phone as string | null,
    email: row.email as string | null,
    username: row.username as string | null,
  })
}

function userWith(row: Row, found: FoundBy): User {
  return {
    id: row.id as string,
    ...found,
    name: row.name as string | null,
    avatar: row.head_portrait as string | null,
    intro: row.intro as string | null,
    level: row.level as number | null,
    roles: row.roles as string[],
    ban: banOf(row),
    createdAt: row.created_at as number,
    ...fieldsOf(row.fields as UserFieldValues),
  }
}

/** Nothing that is kept is left out. */
function fieldsOf(fields: UserFieldValues): Pick<User, 'fields'> {
  return Object.keys(fields).length === 0 ? {} : { fields }
}

function banOf(row: Row): Ban | null {
  if (row.ban_since === null) return null
  return {
    since: row.ban_since as number,
    until: row.ban_until as number | null,
    reason: row.ban_reason as string | null,
  }
}

export function accountOf(row: Row): Account {
  const identities = row.identities as Identity[]
  return {
    user: userWith(row, foundBy(identities)),
    identities,
    credentials: row.credentials as Credential[],
    epoch: row.epoch as number,
  }
}

/** For `userRowColumns`. */
export function userRowValues({ user, epoch }: Account): Sql {
  const { id, name, avatar, intro, level, roles, ban, createdAt, fields } = user
  return sql`${id}, ${name}, ${avatar}, ${intro}, ${level}, ${roles},
    ${ban?.since ?? null}, ${ban?.until ?? null}, ${ban?.reason ?? null}, ${createdAt},
    ${JSON.stringify(fields ?? {})},
    ${epoch}, ${folded(name)}`
}

/** Not by the database: what it takes for a small letter depends on how it was set up. */
export function folded(name: string | null): string | null {
  return name?.toLowerCase() ?? null
}

export const sessionColumns: Sql = verbatim(
  `id, user_id, device, device_kind, address, amr, created_at, verified_at, used_at, counter,
  rotated_at, expires_at, ended_at, end_reason`,
)

export function sessionOf(row: Row): Session {
  return {
    id: row.id as string,
    userId: row.user_id as string,
    device: row.device as string | null,
    deviceKind: row.device_kind as Session['deviceKind'],
    address: row.address as string | null,
    amr: row.amr as Session['amr'],
    createdAt: row.created_at as number,
    verifiedAt: row.verified_at as number,
    usedAt: row.used_at as number,
    counter: row.counter as number,
    rotatedAt: row.rotated_at as number,
    expiresAt: row.expires_at as number | null,
    endedAt: row.ended_at as number | null,
    endReason: row.end_reason as Session['endReason'],
  }
}

/** For `sessionColumns`; a SELECT has to be told what is a number. */
export function sessionValues(session: Session): Sql {
  return sql`${session.id}, ${session.userId}, ${session.device}, ${session.deviceKind},
    ${session.address}, ${session.amr}::text[], ${session.createdAt}::bigint, ${session.verifiedAt}::bigint,
    ${session.usedAt}::bigint, ${session.counter}::bigint, ${session.rotatedAt}::bigint,
    ${session.expiresAt}::bigint, ${session.endedAt}::bigint, ${session.endReason}`
}

export const revocationColumns: Sql = verbatim('sequence, kind, key, before, until, reason')

export function revocationOf(row: Row): Revocation {
  return {
    sequence: row.sequence as number,
    kind: row.kind as Revocation['kind'],
    key: row.key as string,
    before: row.before as number | null,
    until: row.until as number,
    reason: row.reason as Revocation['reason'],
  }
}

export function changeOf(row: Row): Change {
  const { sequence, kind, key } = row
  if (kind !== 'account' && kind !== 'access') return revocationOf(row)
  return { sequence: sequence as number, kind, key: key as string }
}

export const auditColumns: Sql = verbatim(
  'id, at, event, actor_id, user_id, session_id, address, device, detail',
)

export function auditEntryOf(row: Row): StoredAuditEntry {
  return {
    id: row.id as string,
    at: row.at as number,
    event: row.event as AuditEntry['event'],
    actorId: row.actor_id as string | null,
    userId: row.user_id as string | null,
    sessionId: row.session_id as string | null,
    address: row.address as string | null,
    device: row.device as string | null,
    detail: row.detail as AuditEntry['detail'],
    sequence: row.sequence as number,
  }
}
