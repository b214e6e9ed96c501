import { isWithin, mostRead, type Session, type SessionStore, sessionsToEnd } from '@ztoken/core'
import {
  addAudit,
  addSession,
  endSession,
  noteActive,
  openSessions,
  type Tables,
} from './tables.ts'

export function sessionStore(tables: Tables): SessionStore {
  const { accounts, sessions } = tables

  function openSession(id: string): Session | null {
    const session = sessions.get(id)
    return session === undefined || session.endedAt !== null ? null : session
  }

  return {
    async openSession({ session, epoch, policy, end, recordEnd }, audit = []) {
      const account = accounts.get(session.userId)
      if (account === undefined || account.epoch !== epoch) return { outcome: 'stale' }
      const isFree = policy.maximum === null && !policy.oneForEachKind
      const all = isFree ? [] : openSessions(tables, session.userId)
      const open =
        policy.maximum === null
          ? all.filter(({ deviceKind }) => deviceKind === session.deviceKind)
          : all
      if (open.length > mostRead(policy)) return { outcome: 'crowded' }
      const going = sessionsToEnd(open, session, policy)
      if (going === null) return { outcome: 'full' }
      const revocations = going.map((one) => endSession(tables, one, end))
      addSession(tables, session)
      const ended = going.map((one) => recordEnd(one))
      addAudit(tables, [...ended, ...audit])
      return { outcome: 'opened', revocations, ended }
    },
    findSession: async (id) => copied(sessions.get(id)),
    listSessions: async (userId, page) =>
      openSessions(tables, userId, page).map((session) => ({ ...session })),
    countSessions: async (bounds) =>
      [...sessions.values()].filter(
        (session) => session.endedAt === null && isWithin(session, bounds),
      ).length,
    async rotateSession(id, counter, at) {
      const session = openSession(id)
      if (session?.counter !== counter) return false
      sessions.set(id, { ...session, counter: counter + 1, rotatedAt: at, usedAt: at })
      noteActive(tables, session.userId, at)
      return true
    },
    async replaceSession(id, session, end, audit = []) {
      const open = openSession(id)
      if (open?.userId !== session.userId) return null
      const revocation = endSession(tables, open, end)
      addSession(tables, session)
      addAudit(tables, audit)
      return [revocation]
    },
    async sweepSessions({ endedAt, usedAt, createdAt, expiredAt }) {
      const { size } = sessions
      for (const [id, session] of sessions) {
        const isOver =
          session.endedAt === null
            ? session.usedAt < usedAt ||
              session.createdAt < createdAt ||
              (session.expiresAt ?? Number.POSITIVE_INFINITY) < expiredAt
            : session.endedAt < endedAt
        if (isOver) sessions.delete(id)
      }
      return size - sessions.size
    },
  }
}

function copied<Value>(value: Value | undefined): Value | null {
  return value === undefined ? null : structuredClone(value)
}
