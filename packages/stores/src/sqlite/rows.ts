import {
  type Account,
  type AuditEntry,
  type AuditRecord,
  type Ban,
  type Change,
  type Credential,
  type EndReason,
  type FoundBy,
  foundBy,
  type Identity,
  type Revocation,
  type RevocationKind,
  type Role,
  type Session,
  type StoredAuditEntry,
  type User,
  type UserFieldValues,
} from '@ztoken/core'
import type { Row, Value } from './engine.ts'

const stored = [
  'id, name, head_portrait, intro, level, roles',
  'ban_since, ban_until, ban_reason, created_at, fields',
].join(', ')

/** Of a user, with the oldest of each kind that they are found by. */
export const userColumns: string = `${stored}, ${['phone', 'email', 'username'].map(oldest).join()}`

function oldest(kind: string): string {
  return `(
    SELECT subject FROM identities WHERE user_id = users.id AND kind = '${kind}'
    ORDER BY created_at, subject LIMIT 1
  ) AS ${kind}`
}

export const accountColumns: string = `${stored}, epoch, (
  SELECT json_group_array(json_object('kind', kind, 'subject', subject,
    'verifiedAt', verified_at, 'createdAt', created_at) ORDER BY created_at, kind, subject)
  FROM identities WHERE user_id = users.id
) AS identities, (
  SELECT json_group_array(json_object('id', id, 'kind', kind, 'data', data,
    'version', version, 'createdAt', created_at) ORDER BY created_at, id)
  FROM credentials WHERE user_id = users.id
) AS credentials`

/** What a row of the table of users holds. */
export const userRowColumns: string = `${stored}, epoch, name_folded`

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
    roles: rolesOf(row.roles as string),
    ban: banOf(row),
    createdAt: row.created_at as number,
    ...fieldsOf(row.fields as string),
  }
}

/** Likewise. */
function fieldsOf(text: string): Pick<User, 'fields'> {
  return text === '{}' ? {} : { fields: JSON.parse(text) as UserFieldValues }
}

/** Read with every user: most have none. */
function rolesOf(text: string): string[] {
  return text === '[]' ? [] : (JSON.parse(text) as string[])
}

function banOf({ ban_since: since, ban_until: until, ban_reason: reason }: Row): Ban | null {
  if (since === null) return null
  return { since: since as number, until: until as number | null, reason: reason as string | null }
}

export function accountOf(row: Row): Account {
  const identities = JSON.parse(row.identities as string) as Identity[]
  return {
    user: userWith(row, foundBy(identities)),
    identities,
    credentials: JSON.parse(row.credentials as string) as Credential[],
    epoch: row.epoch as number,
  }
}

/** In the order of `userRowColumns`. */
export function userRowValues({ user, epoch }: Account): Value[] {
  const { id, name, avatar, intro, level, roles, ban, createdAt, fields } = user
  return [
    ...[id, name, avatar, intro, level, JSON.stringify(roles)],
    ...[ban?.since ?? null, ban?.until ?? null, ban?.reason ?? null, createdAt],
    JSON.stringify(fields ?? {}),
    ...[epoch, folded(name)],
  ]
}

/** A name as it is searched: SQLite itself folds ASCII only. */
export function folded<Text extends string | null>(text: Text): Text {
  return (text?.toLowerCase() ?? null) as Text
}

export const sessionColumns: string = [
  'id, user_id, device, device_kind, address, amr, created_at, verified_at, used_at',
  'counter, rotated_at, expires_at, ended_at, end_reason',
].join(', ')

export function sessionOf(row: Row): Session {
  return {
    id: row.id as string,
    userId: row.user_id as string,
    device: row.device as string | null,
    deviceKind: row.device_kind as Session['deviceKind'],
    address: row.address as string | null,
    amr: JSON.parse(row.amr as string) as Session['amr'],
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

/** In the order of `sessionColumns`. */
export function sessionValues(session: Session): Value[] {
  const { id, userId, device, deviceKind, address, amr, createdAt, verifiedAt, usedAt } = session
  const { counter, rotatedAt, expiresAt, endedAt, endReason } = session
  return [
    ...[
      id,
      userId,
      device,
      deviceKind,
      address,
      JSON.stringify(amr),
      createdAt,
      verifiedAt,
      usedAt,
    ],
    ...[counter, rotatedAt, expiresAt, endedAt, endReason],
  ]
}

export function revocationOf(row: Row): Revocation {
  return {
    sequence: row.sequence as number,
    kind: row.kind as RevocationKind,
    key: row.key as string,
    before: row.before as number | null,
    until: row.until as number,
    reason: row.reason as EndReason,
  }
}

export function changeOf(row: Row): Change {
  const { sequence, kind, key } = row
  if (kind !== 'account' && kind !== 'access') return revocationOf(row)
  return { sequence: sequence as number, kind, key: key as string }
}

export function roleOf(row: Row): Role {
  return {
    name: row.name as string,
    permissions: JSON.parse(row.permissions as string) as string[],
  }
}

export const auditColumns = 'id, at, event, actor_id, user_id, session_id, address, device, detail'

export function auditOf(row: Row): AuditEntry {
  return {
    id: row.id as string,
    at: row.at as number,
    event: row.event as AuditEntry['event'],
    actorId: row.actor_id as string | null,
    userId: row.user_id as string | null,
    sessionId: row.session_id as string | null,
    address: row.address as string | null,
    device: row.device as string | null,
    detail: row.detail === null ? null : (JSON.parse(row.detail as string) as AuditEntry['detail']),
  }
}

export function storedAuditOf(row: Row): StoredAuditEntry {
  return { ...auditOf(row), sequence: row.sequence as number }
}

/** In the order of `auditColumns`. */
export function auditValues(entry: AuditRecord): Value[] {
  const { id, at, event, actorId, userId, sessionId, address, device, detail } = entry
  const text = detail === null ? null : JSON.stringify(detail)
  return [id, at, event, actorId, userId, sessionId, address, device, text]
}
