import { debtOf, type Store, tryOf, untouched } from '@ztoken/core'
import { countsAsHolder, requireAccess } from '../judgements/access.ts'
import { addAudit, addKeyRevocation, deliveryKey, moveAccess, type Tables } from './tables.ts'

type RecordPromises = Pick<
  Store,
  | 'findAccess'
  | 'readAccessState'
  | 'isPermissionHeld'
  | 'listRoles'
  | 'putRole'
  | 'deleteRole'
  | 'addAudit'
  | 'listAudit'
  | 'claimDeliveries'
  | 'settleDelivery'
  | 'readKeyRing'
  | 'readKeyRingVersion'
  | 'writeKeyRing'
  | 'takeAttempt'
  | 'giveBackAttempt'
  | 'forgetAttempts'
  | 'sweep'
>

export function recordPromises(tables: Tables): RecordPromises {
  const { accounts, roles, deliveries, attempts } = tables

  return {
    async findAccess(userId) {
      const account = accounts.get(userId)
      if (account === undefined) return null
      const held = account.user.roles.flatMap((name) => roles.get(name)?.permissions ?? [])
      return { roles: [...account.user.roles], permissions: [...new Set(held)] }
    },
    readAccessState: async () => ({ ...tables.access }),
    isPermissionHeld: async (permission, except = {}) =>
      [...accounts.values()].some(
        ({ user }) =>
          countsAsHolder(user, except) &&
          user.roles.some(
            (name) =>
              name !== except.role && (roles.get(name)?.permissions.includes(permission) ?? false),
          ),
      ),
    listRoles: async () =>
      [...roles.values()]
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .map((role) => structuredClone(role)),
    async putRole(role, audit = [], { ifAccess } = {}) {
      requireAccess(tables.access.version, ifAccess)
      roles.set(role.name, structuredClone(role))
      moveAccess(tables)
      addAudit(tables, audit)
    },
    async deleteRole(name, audit = [], { ifAccess } = {}) {
      requireAccess(tables.access.version, ifAccess)
      if (!roles.delete(name)) return false
      for (const [id, account] of accounts) {
        if (!account.user.roles.includes(name)) continue
        const held = account.user.roles.filter((role) => role !== name)
        accounts.set(id, { ...account, user: { ...account.user, roles: held } })
      }
      moveAccess(tables)
      addAudit(tables, audit)
      return true
    },

    addAudit: async (audit) => addAudit(tables, audit),
    listAudit: async ({ before, limit, userId, event, from, until }) =>
      tables.audit
        .filter((entry) => before === null || entry.sequence < before)
        .filter((entry) => userId === null || entry.userId === userId)
        .filter((entry) => event === null || entry.event === event)
        .filter(({ at }) => (from === null || at >= from) && (until === null || at < until))
        .slice(-limit)
        .reverse()
        .map((entry) => structuredClone(entry)),
    async claimDeliveries({ now, leaseUntil, limit }) {
      const due = [...deliveries.values()]
        .filter(({ dueAt }) => dueAt <= now)
        .sort((one, other) => one.dueAt - other.dueAt)
        .slice(0, limit)
      for (const row of due) {
        const claimed = { ...row, attempts: row.attempts + 1, dueAt: leaseUntil }
        deliveries.set(deliveryKey(row.entry.id, row.endpoint), claimed)
      }
      return due.map(({ entry: { sequence: _, ...entry }, endpoint, attempts }) =>
        structuredClone({ entry, endpoint, attempts }),
      )
    },
    async settleDelivery(entryId, endpoint, retryAt) {
      const key = deliveryKey(entryId, endpoint)
      const row = deliveries.get(key)
      if (row === undefined) return
      if (retryAt === null) deliveries.delete(key)
      else deliveries.set(key, { ...row, dueAt: retryAt })
    },

    readKeyRing: async () => structuredClone(tables.keyRing),
    readKeyRingVersion: async () => tables.keyRing.version,
    async writeKeyRing(ring, revoked, audit = []) {
      if (ring.version !== tables.keyRing.version + 1) return false
      tables.keyRing = structuredClone(ring)
      if (revoked !== null) addKeyRevocation(tables, revoked.kid, revoked.until)
      addAudit(tables, audit)
      return true
    },

    async takeAttempt(key, limit, now) {
      const { wait, kept } = tryOf(attempts.get(key) ?? untouched, now, limit)
      attempts.set(key, kept)
      return wait
    },
    async giveBackAttempt(key, refillMilliseconds, count) {
      const known = attempts.get(key)
      if (known === undefined) return
      attempts.set(key, { ...known, until: known.until - refillMilliseconds * count })
    },
    async forgetAttempts(key, now) {
      const known = attempts.get(key) ?? untouched
      attempts.delete(key)
      return debtOf(known, now)
    },

    async sweep(before) {
      const { sessions, revocations, audit } = tables
      const count = (): number =>
        sessions.size + tables.revocations.length + tables.audit.length + attempts.size
      const atFirst = count()
      tables.revocations = revocations.filter(({ until }) => until >= before.revocationsUntil)
      tables.audit = audit.filter(({ at }) => at >= before.auditAt)
      for (const session of sessions.values()) {
        const { endedAt, usedAt, createdAt, expiresAt } = session
        const isOver = endedAt !== null && endedAt < before.sessionsEndedAt
        const isForgotten =
          usedAt < before.sessionsUsedAt ||
          createdAt < before.sessionsCreatedAt ||
          (expiresAt !== null && expiresAt < before.sessionsExpiredAt)
        if (isOver || (endedAt === null && isForgotten)) sessions.delete(session.id)
      }
      for (const [key, { entry }] of deliveries) {
        if (entry.at < before.auditAt) deliveries.delete(key)
      }
      for (const [key, { until }] of attempts) if (until < before.attemptsAt) attempts.delete(key)
      return atFirst - count()
    },
  }
}
