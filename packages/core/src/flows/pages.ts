import { type AuditEvent, auditEvents, ZtokenError } from '@ztoken/contract'
import type { User } from '../ground/account/user.ts'
import type { StoredAuditEntry } from '../ground/audit/entry.ts'
import type { Rooms } from '../ground/rooms.ts'

/** One page of a list; `next` is the cursor of the page after it, null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export interface PageInput {
  readonly after?: string | null
  /** 1 to 200; 50 unless said. */
  readonly limit?: number
}

export interface UserSearch extends PageInput {
  /** A part of the name, or how the phone or the id begins. */
  readonly search?: string | null
}

export interface AuditSearch extends PageInput {
  readonly userId?: string | null
  readonly event?: string | null
  /** Milliseconds: only what happened at this moment or later. */
  readonly from?: number | null
  /** Milliseconds: only what happened before this moment. */
  readonly until?: number | null
}

const usual = 50
const most = 200

/** Users in order of id. Throws ZtokenError `cursor_invalid`, `invalid_request`, `unavailable`. */
export async function searchUsers(rooms: Rooms, input: UserSearch = {}): Promise<Page<User>> {
  const limit = requireLimit(input.limit)
  const after = positionOf(rooms, 'users', input.after)
  const search = searchOf(rooms, input.search ?? null)
  const found = await rooms.store.listUsers({ after, limit: limit + 1, search })
  return pageOf(rooms, 'users', found, limit, ({ id }) => id)
}

/** The audit, the newest first. The same errors. */
export async function searchAudit(
  rooms: Rooms,
  input: AuditSearch = {},
): Promise<Page<StoredAuditEntry>> {
  const limit = requireLimit(input.limit)
  const before = positionOf(rooms, 'audit', input.after)
  const found = await rooms.store.listAudit({
    before: before === null ? null : Number(before),
    limit: limit + 1,
    userId: input.userId ?? null,
    event: eventOf(input.event ?? null),
    from: instantOf(input.from ?? null, '/from'),
    until: instantOf(input.until ?? null, '/until'),
  })
  return pageOf(rooms, 'audit', found, limit, ({ sequence }) => String(sequence))
}

/** A phone is searched for in its canonical form, however much of it is given. */
function searchOf({ phones }: Rooms, search: string | null): string | null {
  if (search === null) return null
  try {
    return phones.requireCanonical(search)
  } catch {
    return /^1[0-9]{2,10}$/.test(search) ? `+86${search}` : search
  }
}

function eventOf(text: string | null): AuditEvent | null {
  if (text === null) return null
  const event = auditEvents.find((known) => known === text)
  if (event === undefined) throw new ZtokenError('invalid_request', { field: '/event' })
  return event
}

function instantOf(milliseconds: number | null, field: string): number | null {
  if (milliseconds === null || Number.isSafeInteger(milliseconds)) return milliseconds
  throw new ZtokenError('invalid_request', { field })
}

/** Throws ZtokenError `invalid_request`. */
export function requireLimit(limit: number = usual): number {
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= most) return limit
  throw new ZtokenError('invalid_request', { field: '/limit' })
}

/** Where a list goes on, or null where it begins. Throws ZtokenError `cursor_invalid`. */
export function positionOf(
  { cursors }: Rooms,
  list: string,
  after: string | null = null,
): string | null {
  return after === null ? null : cursors.require(list, after)
}

/** One more than asked for was read: it tells whether there is another page. */
export function pageOf<Item>(
  { cursors }: Rooms,
  list: string,
  found: readonly Item[],
  limit: number,
  position: (item: Item) => string,
): Page<Item> {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return { items, next: hasMore ? cursors.issue(list, position(last)) : null }
}
