import type {
  Account,
  AuditEntry,
  Ban,
  Revocation,
  Session,
  StoredAuditEntry,
  User,
} from '@ztoken/core'
import type { Row } from './database.ts'
import { type Sql, sql, verbatim } from './sql.ts'

export const userColumns: Sql = verbatim(
  `id, phone, name, head_portrait, intro, level, roles, ban_since, ban_until, ban_reason, created_at`,
)
export const accountColumns: Sql = sql`${userColumns}, password_hash, epoch`

export function userOf(row: Row): User {
  return {
    id: row.id as string,
    phone: row.phone as string,
    name: row.name as string | null,
    headPortrait: row.head_portrait as string | null,
    intro: row.intro as string | null,
    level: row.level as number | null,
    roles: row.roles as string[],
    ban: banOf(row),
    createdAt: row.created_at as number,
  }
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
  return {
    user: userOf(row),
    passwordHash: row.password_hash as string | null,
    epoch: row.epoch as number,
  }
}

/** For `accountColumns` and `name_folded`, in which names are searched. */
export function accountValues({ user, passwordHash, epoch }: Account): Sql {
  const { id, phone, name, headPortrait, intro, level, roles, ban, createdAt } = user
  return sql`${id}, ${phone}, ${name}, ${headPortrait}, ${intro}, ${level}, ${roles},
    ${ban?.since ?? null}, ${ban?.until ?? null}, ${ban?.reason ?? null}, ${createdAt},
    ${passwordHash}, ${epoch}, ${folded(name)}`
}

/** Not by the database: what it takes for a small letter depends on how it was set up. */
export function folded(name: string | null): string | null {
  return name?.toLowerCase() ?? null
}

export const sessionColumns: Sql = verbatim(
  `id, user_id, device, device_kind, address, created_at, verified_at, used_at, counter,
  rotated_at, expires_at, ended_at, end_reason`,
)

export function sessionOf(row: Row): Session {
  return {
    id: row.id as string,
    userId: row.user_id as string,
    device: row.device as string | null,
    deviceKind: row.device_kind as Session['deviceKind'],
    address: row.address as string | null,
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
    ${session.address}, ${session.createdAt}::bigint, ${session.verifiedAt}::bigint,
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
