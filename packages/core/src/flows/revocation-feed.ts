import { type RevocationsView, ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../ground/rooms.ts'

export interface FeedPage {
  /** The sequence read last; 0 from the beginning. */
  readonly after: number
  readonly limit?: number
}

/** A page, unless fewer are asked for: read and written before others get their turn. */
const usual = 1000
const most = 10_000

/**
 * What was revoked after a sequence and still matters, for guards elsewhere: a page of a thousand
 * at most, however many are asked for.
 * Throws ZtokenError `invalid_request`, `unavailable`.
 */
export async function readRevocations(
  rooms: Rooms,
  { after, limit: asked = usual }: FeedPage,
): Promise<RevocationsView> {
  if (!Number.isSafeInteger(after) || after < 0 || !(asked >= 1 && asked <= most)) {
    throw new ZtokenError('invalid_request')
  }
  const limit = Math.min(asked, usual)
  const now = Math.floor(rooms.clock() / 1000)
  const found = await rooms.store.listRevocations({ after, now, limit: limit + 1 })
  const page = found.slice(0, limit)
  return {
    revocations: page.map(rooms.views.revocation),
    next: page.at(-1)?.sequence ?? after,
    has_more: found.length > limit,
  }
}
