import type { Session } from './session.ts'
import type { SessionBounds, SessionPolicy } from './session-changes.ts'

/** So many open sessions beyond the maximum are read for a login; where there are more, fewer first. */
const spare = 100

/** How many open sessions of a user a store reads for a login at most: one more is `crowded`. */
export function mostRead({ maximum }: SessionPolicy): number {
  return (maximum ?? 0) + spare
}

/** Whether a session that has not ended is not over by time either. */
export function isWithin(
  { usedAt, createdAt, expiresAt }: Session,
  { now, usedBefore, openedBefore }: SessionBounds,
): boolean {
  if (expiresAt !== null && expiresAt <= now) return false
  return usedAt > usedBefore && createdAt > openedBefore
}

/**
 * Which of a user's open sessions have to go for a new one: those of its kind where there may be
 * one, and then the least recently used; null where there is no room for it.
 */
export function sessionsToEnd(
  open: readonly Session[],
  { deviceKind }: Session,
  policy: SessionPolicy,
): Session[] | null {
  const { maximum, whenFull, oneForEachKind } = policy
  const alive = open.filter((one) => isWithin(one, policy))
  const replaced = oneForEachKind ? alive.filter((one) => one.deviceKind === deviceKind) : []
  const staying = oneForEachKind ? alive.filter((one) => one.deviceKind !== deviceKind) : alive
  if (maximum === null || staying.length < maximum) return replaced
  if (whenFull === 'refuse') return null
  // Those beyond the maximum, less the place of the new one, have to go.
  return [...replaced, ...inOrderOfUse(staying).slice(maximum - 1)]
}

/** The one used last comes first. */
function inOrderOfUse(sessions: readonly Session[]): Session[] {
  return sessions.toSorted(
    (one, other) => other.usedAt - one.usedAt || other.createdAt - one.createdAt,
  )
}
