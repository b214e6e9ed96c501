import type { DeliveryClaim } from '../ground/audit/delivery-store.ts'
import type { Delivery } from '../ground/audit/entry.ts'
import type { Ground } from '../ground/ground.ts'

/** What is to be told elsewhere of events. */
export interface WebhookDeliveries {
  /**
   * Takes deliveries that are due, so that of several servers one tells. The times are of this
   * machine's clock; what is written down is put right, since the others compare it with theirs.
   *
   * @throws ZtokenError `unavailable`.
   */
  claimDeliveries(claim: DeliveryClaim): Promise<Delivery[]>
  /**
   * Done (`retryAt` null), or due again then (ms).
   *
   * @throws ZtokenError `unavailable`.
   */
  settleDelivery(entryId: string, endpoint: string, retryAt: number | null): Promise<void>
  /**
   * How many deliveries are not done; 10,000 where there are as many or more.
   *
   * @throws ZtokenError `unavailable`.
   */
  countDeliveries(): Promise<number>
}

const mostCounted = 10_000

export function createWebhookDeliveries({
  store,
  sharedClock,
}: Pick<Ground, 'store' | 'sharedClock'>): WebhookDeliveries {
  return {
    claimDeliveries: ({ now, leaseUntil, limit }) =>
      store.claimDeliveries({
        now: sharedClock.at(now),
        leaseUntil: sharedClock.at(leaseUntil),
        limit,
      }),
    countDeliveries: () => store.countDeliveries(mostCounted),
    settleDelivery: (entryId, endpoint, retryAt) =>
      store.settleDelivery(entryId, endpoint, retryAt === null ? null : sharedClock.at(retryAt)),
  }
}
