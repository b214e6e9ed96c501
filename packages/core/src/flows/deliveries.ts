import type { DeliveryClaim } from '../ground/audit/delivery-store.ts'
import type { Delivery } from '../ground/audit/entry.ts'
import type { Rooms } from '../ground/rooms.ts'

/**
 * Takes deliveries that are due, so that of several servers one tells. The times are of this
 * machine's clock; what is written down is put right, since the others compare it with theirs.
 * Throws ZtokenError `unavailable`.
 */
export async function claimDeliveries(
  { store, sharedClock }: Rooms,
  { now, leaseUntil, limit }: DeliveryClaim,
): Promise<Delivery[]> {
  return store.claimDeliveries({
    now: sharedClock.at(now),
    leaseUntil: sharedClock.at(leaseUntil),
    limit,
  })
}

/** Done (`retryAt` null), or due again then. Throws ZtokenError `unavailable`. */
export async function settleDelivery(
  { store, sharedClock }: Rooms,
  entryId: string,
  endpoint: string,
  retryAt: number | null,
): Promise<void> {
  const due = retryAt === null ? null : sharedClock.at(retryAt)
  await store.settleDelivery(entryId, endpoint, due)
}
