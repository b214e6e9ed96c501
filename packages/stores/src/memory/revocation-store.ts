import type { RevocationStore } from '@ztoken/core'
import { addAudit, addRevocation, type Tables } from './tables.ts'

export function revocationStore(tables: Tables): RevocationStore {
  return {
    async revokeEverything(since, { at, reason, revokedUntil: until }, audit = []) {
      addAudit(tables, audit)
      const before = Math.floor(at / 1000)
      return addRevocation(tables, { kind: 'all', key: String(since), before, until, reason })
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
    listChanges: async ({ after, now, limit }) =>
      [
        ...tables.revocations.filter(({ sequence, until }) => sequence > after && until >= now),
        ...tables.invalidations
          .filter(({ sequence }) => sequence > after)
          .map(({ until: _, ...invalidation }) => invalidation),
      ]
        .sort((one, other) => one.sequence - other.sequence)
        .slice(0, limit)
        .map((entry) => ({ ...entry })),
    async sweepRevocations(before) {
      const count = (): number => tables.revocations.length + tables.invalidations.length
      const had = count()
      tables.revocations = tables.revocations.filter(({ until }) => until >= before)
      tables.invalidations = tables.invalidations.filter(({ until }) => until >= before)
      return had - count()
    },
  }
}
