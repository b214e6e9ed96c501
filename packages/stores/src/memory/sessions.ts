import { isWithin, mostRead, type Session, type Store, sessionsToEnd } from '@ztoken/core'
import { requireAccess } from '../judgements/access.ts'
import {
  addAudit,
  addRevocation,
  endForeignTokens,
  endSession,
  openSessions,
  selectSessions,
  type Tables,
} from './tables.ts'

type SessionPromises = Pick<
  Store,
  | 'openSession'
  | 'findSession'
  | 'listSessions'
  | 'countSessions'
  | 'rotateSession'
  | 'replaceSession'
  | 'endSessions'
  | 'endSomeSessions'
  | 'forgetEndedSessions'
  | 'revokeToken'
  | 'listRevocations'
  | 'onChange'
>

export function sessionPromises(tables: Tables): SessionPromises {
  const { accounts, sessions, listeners } = tables

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
      sessions.set(session.id, { ...session })
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
      return true
    },
    async replaceSession(id, session, end, audit = []) {
      const open = openSession(id)
      if (open?.userId !== session.userId) return null
      const revocation = endSession(tables, open, end)
      sessions.set(session.id, { ...session })
      addAudit(tables, audit)
      return [revocation]
    },
    async endSessions(selector, end, audit = [], { ifAccess } = {}) {
      requireAccess(tables.access.version, ifAccess)
      const isOfUser = 'except' in selector
      const account = isOfUser ? accounts.get(selector.userId) : undefined
      if (isOfUser && account === undefined) return []
      const ending = selectSessions(tables, selector)
      if (!isOfUser && ending.length === 0) return []
      const revocations = ending.map((session) => endSession(tables, session, end))
      if (account !== undefined) {
        accounts.set(account.user.id, { ...account, epoch: account.epoch + 1 })
        revocations.push(...endForeignTokens(tables, account.user.id, end))
      }
      addAudit(tables, audit)
      return revocations
    },
    async endSomeSessions({ userId, ids, end }, audit = []) {
      const ending = ids.flatMap((sessionId) => selectSessions(tables, { sessionId, userId }))
      const ended = new Set(ending.map(({ id }) => id))
      addAudit(
        tables,
        audit.filter(({ sessionId }) => ended.has(sessionId ?? '')),
      )
      return ending.map((session) => endSession(tables, session, end))
    },
    async forgetEndedSessions(userId, { keep, limit }) {
      const ended = [...sessions.values()]
        .filter((session) => session.userId === userId && session.endedAt !== null)
        .slice(keep, keep + limit)
      for (const { id } of ended) sessions.delete(id)
      return ended.length
    },
    async revokeToken(key, until, reason, audit = []) {
      addAudit(tables, audit)
      return addRevocation(tables, { kind: 'token', key, before: null, until, reason })
    },
    listRevocations: async ({ after, now, limit }) =>
      tables.revocations
        .filter(({ sequence, until }) => sequence > after && until >= now)
        .slice(0, limit)
        .map((entry) => ({ ...entry })),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function copied<Value>(value: Value | undefined): Value | null {
  return value === undefined ? null : structuredClone(value)
}
