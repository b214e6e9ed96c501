import type { Session, SessionBounds, SessionPolicy } from '@ztoken/core'

/** Whether a session that has not ended is not over by time either. */
export function isWithin(
  { usedAt, createdAt, expiresAt }: Session,
  { now, usedBefore, openedBefore }: SessionBounds,
): boolean {
  if (expiresAt !== null && expiresAt <= now) return false
  return usedAt > usedBefore && createdAt > openedBefore
}

/**
 * Which of a user's open sessions, the newest first, have to go for a new one; null where there is
 * no room for it.
 */
export function sessionsToEnd(
  open: readonly Session[],
  { deviceKind }: Session,
  policy: SessionPolicy,
): Session[] | null {
  const { maximum, whenFull, oneForEachKind } = policy
  const alive = open.filter((one) => isWithin(one, policy))
  const replaced = oneForEachKind ? alive.filter((one) => one.deviceKind === deviceKind) : []
  const staying = alive.filter((one) => !replaced.includes(one))
  if (maximum === null || staying.length < maximum) return replaced
  if (whenFull === 'refuse') return null
  // Those beyond the maximum, less the place of the new one, have to go.
  return [...replaced, ...staying.slice(maximum - 1)]
}
