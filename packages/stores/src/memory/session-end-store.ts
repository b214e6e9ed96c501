import type { SessionEndStore } from '@ztoken/core'
import { requireAccess } from '../judgements/access.ts'
import { addAudit, endForeignTokens, endSession, selectSessions, type Tables } from './tables.ts'

export function sessionEndStore(tables: Tables): SessionEndStore {
  const { accounts, sessions } = tables

  return {
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
    async endSessionsOfAll({ after, limit, openedFrom, usedFrom, end }) {
      const { page, next } = pageOf(sessions.keys(), after, limit)
      const ending = page
        .flatMap((id) => sessions.get(id) ?? [])
        .filter(({ endedAt, createdAt }) => endedAt === null && createdAt >= openedFrom)
        .filter(({ createdAt }) => createdAt <= end.at)
      const revocations = ending
        .filter(({ usedAt }) => usedAt >= usedFrom)
        .map((session) => endSession(tables, session, end))
      for (const { id } of ending) {
        const session = sessions.get(id)
        if (session?.endedAt !== null) continue
        sessions.set(id, { ...session, endedAt: end.at, endReason: end.reason })
      }
      return { next, ended: ending.length, revocations }
    },
    async moveEpochs({ after, limit, epoch }) {
      const { page, next } = pageOf(accounts.keys(), after, limit)
      for (const id of page) {
        const account = accounts.get(id)
        if (account === undefined) continue
        accounts.set(id, { ...account, epoch: Math.max(account.epoch + 1, epoch) })
      }
      return next
    },
  }
}

function pageOf(
  ids: Iterable<string>,
  after: string,
  limit: number,
): { readonly page: string[]; readonly next: string | null } {
  const page = [...ids]
    .filter((id) => id > after)
    .sort()
    .slice(0, limit)
  return { page, next: page.length < limit ? null : (page.at(-1) ?? null) }
}
