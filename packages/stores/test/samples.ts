import {
  type Account,
  type AuditRecord,
  newAccount,
  type Session,
  type SessionEnd,
  type SessionOpening,
} from '@ztoken/core'

export { everybody } from '@ztoken/core/store-contract'

export function account(id: string): Account {
  const profile = { name: null, avatar: null, intro: null, level: null }
  const user = { id, phone: `+86${id}`, ...profile, roles: [], ban: null, createdAt: 1_000 }
  return newAccount(user, `hash of ${id}`)
}

function session(id: string, userId: string): Session {
  const at = 1_000
  const where = { device: null, deviceKind: null, address: null }
  const times = { createdAt: at, verifiedAt: at, usedAt: at, rotatedAt: at }
  return {
    id,
    userId,
    ...where,
    ...times,
    amr: ['pwd'],
    counter: 0,
    expiresAt: null,
    endedAt: null,
    endReason: null,
  }
}

export const end: SessionEnd = { reason: 'logged_out', at: 2_000, revokedUntil: 3_602 }

/** How a session opens where a user may have `maximum`, or as many as they like. */
export function opening(id: string, userId: string, maximum: number | null = null): SessionOpening {
  const whenFull = 'end_oldest' as const
  const policy = {
    maximum,
    whenFull,
    oneForEachKind: false,
    now: 0,
    usedBefore: 0,
    openedBefore: 0,
  }
  const recordEnd = (ended: Session): AuditRecord => record(`end ${ended.id}`)
  const replaced: SessionEnd = { ...end, reason: 'replaced' }
  return { session: session(id, userId), epoch: 0, policy, end: replaced, recordEnd }
}

export function record(id: string): AuditRecord {
  const who = { actorId: null, userId: null, sessionId: null, address: null, device: null }
  return { id, at: 1_000, event: 'login', ...who, detail: null, deliverTo: [] }
}
