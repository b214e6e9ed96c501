import type { Account, Revocation, Session, User } from '@ztoken/core'
import type { Row, Value } from './engine.ts'

export const userColumns = 'id, phone, name, head_portrait, intro, level, created_at'

export function userOf(row: Row): User {
  return {
    id: row.id as string,
    phone: row.phone as string,
    name: row.name as string | null,
    headPortrait: row.head_portrait as string | null,
    intro: row.intro as string | null,
    level: row.level as number | null,
    createdAt: row.created_at as number,
  }
}

export function accountOf(row: Row): Account {
  return { user: userOf(row), passwordHash: row.password_hash as string | null }
}

export function accountValues({ user, passwordHash }: Account): Value[] {
  const { id, phone, name, headPortrait, intro, level, createdAt } = user
  return [id, phone, name, headPortrait, intro, level, createdAt, passwordHash]
}

export const sessionColumns =
  'id, user_id, device, address, created_at, used_at, counter, rotated_at, ended_at, end_reason'

export function sessionOf(row: Row): Session {
  return {
    id: row.id as string,
    userId: row.user_id as string,
    device: row.device as string | null,
    address: row.address as string | null,
    createdAt: row.created_at as number,
    usedAt: row.used_at as number,
    counter: row.counter as number,
    rotatedAt: row.rotated_at as number,
    endedAt: row.ended_at as number | null,
    endReason: row.end_reason as Session['endReason'],
  }
}

export function sessionValues(session: Session): Value[] {
  return [
    session.id,
    session.userId,
    session.device,
    session.address,
    session.createdAt,
    session.usedAt,
    session.counter,
    session.rotatedAt,
    session.endedAt,
    session.endReason,
  ]
}

export function revocationOf(row: Row): Revocation {
  return {
    sequence: row.sequence as number,
    key: row.key as string,
    until: row.until as number,
  }
}
