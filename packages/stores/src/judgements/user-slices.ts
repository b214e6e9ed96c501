import type { FoundUsers, ListedUser, UserPlace, UserQuery } from '@ztoken/core'
import { beyond } from './grams.ts'

/** How many are looked at for one part of a list, where not everybody in it fits. */
const mostLookedAt = 5_000

/** Searches find a bounded number, and all of it is looked at. */
const mostSearched = 10_000

/** How many to look at: on the first page enough to say how many there are, if they are not many. */
export function lookedAt({ text, limit, after, ...filters }: UserQuery): number {
  if (text !== null) return mostSearched
  return after !== null && !isFiltered(filters) ? limit + 1 : mostLookedAt
}

/** Before everybody in an order. */
export function beginningOf(isUp: boolean): UserPlace {
  return isUp
    ? { at: Number.MIN_SAFE_INTEGER, id: '' }
    : { at: Number.MAX_SAFE_INTEGER, id: beyond }
}

function isFiltered(query: Omit<UserQuery, 'text' | 'limit' | 'after'>): boolean {
  const { isBanned, role, isVerified, createdFrom, createdUntil } = query
  return [isBanned, role, isVerified, createdFrom, createdUntil].some((one) => one !== null)
}

/** A user with where they stand in the order. */
export interface PlacedUser {
  readonly user: ListedUser
  readonly at: number
}

/**
 * The part of the list: `found` is one more than asked for where there are as many, `end` the last
 * one that was looked at where there may be others after it.
 */
export function partOf(
  { limit }: UserQuery,
  found: readonly PlacedUser[],
  { end, matched }: { readonly end: UserPlace | null; readonly matched: number },
): FoundUsers {
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const next = found.length > limit && last !== undefined ? { at: last.at, id: last.user.id } : end
  return {
    users: shown.map(({ user }) => user),
    next,
    counted: { users: matched, isAll: end === null },
  }
}
