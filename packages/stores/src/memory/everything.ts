import type { Store } from '@ztoken/core'
import { addAudit, addRevocation, endSession, type Tables } from './tables.ts'

type EverythingPromises = Pick<Store, 'revokeEverything' | 'endSessionsOfAll' | 'moveEpochs'>

export function everythingPromises(tables: Tables): EverythingPromises {
  const { accounts, sessions } = tables

  return {
    async revokeEverything(since, { at, reason, revokedUntil: until }, audit = []) {
      addAudit(tables, audit)
      const before = Math.floor(at / 1000)
      return addRevocation(tables, { kind: 'all', key: String(since), before, until, reason })
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
