import type { AuditEvent, AuditQuery } from '@ztoken/core'

/** The events that are asked for, each once; null: whatever happened. */
export function eventsOf({ event }: AuditQuery): readonly AuditEvent[] | null {
  return event === null ? null : [...new Set([event].flat())]
}

/** By when they happened rather than by their sequence: an index begins at the page wanted. */
export function isByTime({ from, until, address = null }: AuditQuery): boolean {
  return from !== null || until !== null || address !== null
}

/**
 * Several events of everybody are a list each, of which the first are put together: nothing else
 * finds them in order without reading all. Of one person or address all is looked through.
 */
export function isEachAList(query: AuditQuery): boolean {
  const { userId, address = null } = query
  return (eventsOf(query)?.length ?? 0) > 1 && userId === null && address === null
}
