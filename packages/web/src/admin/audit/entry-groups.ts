import type { AuditEntryView } from '@ztoken/contract'

/** Entries beside one another that are told in one row; most are alone. */
export interface EntryGroup {
  /** The newest: the group is known by it, whatever comes at its end. */
  readonly first: AuditEntryView
  readonly entries: readonly AuditEntryView[]
  /** Whom they concern, each once. */
  readonly userIds: readonly string[]
}

/** So many of one kind, of whomever, are one row: an import is not two thousand. */
const fewestAlike = 5

/**
 * Groups neighbours: those that are equal but for their time, and, where `isWide`, long rows of one
 * event by one actor from one place.
 */
export function groupsOf(entries: readonly AuditEntryView[], isWide: boolean): EntryGroup[] {
  const groups: EntryGroup[] = []
  let at = 0
  while (at < entries.length) {
    const alike = isWide ? runLength(entries, at, kindOf) : 0
    const length = alike >= fewestAlike ? alike : runLength(entries, at, wholeOf)
    groups.push(groupOf(entries.slice(at, at + length)))
    at += length
  }
  return groups
}

function groupOf(entries: readonly AuditEntryView[]): EntryGroup {
  const userIds = entries.map(({ user_id }) => user_id).filter((id) => id !== null)
  return { first: entries[0] as AuditEntryView, entries, userIds: [...new Set(userIds)] }
}

function runLength(
  entries: readonly AuditEntryView[],
  from: number,
  keyOf: (entry: AuditEntryView) => string,
): number {
  const key = keyOf(entries[from] as AuditEntryView)
  const end = entries.findIndex((entry, n) => n > from && keyOf(entry) !== key)
  return (end === -1 ? entries.length : end) - from
}

function kindOf({ event, actor_id, address }: AuditEntryView): string {
  return JSON.stringify([event, actor_id, address])
}

function wholeOf(entry: AuditEntryView): string {
  const { event, actor_id, user_id, address, device, detail } = entry
  return JSON.stringify([event, actor_id, user_id, address, device, detail])
}
