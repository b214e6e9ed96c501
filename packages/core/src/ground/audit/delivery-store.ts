import type { Delivery } from './entry.ts'

/** What the core needs to be true of what is to be told elsewhere. */
export interface DeliveryStore {
  /**
   * Takes deliveries that are due at `now` and gives them back to nobody before `leaseUntil`, so
   * that of several servers one tells. Milliseconds.
   */
  claimDeliveries(claim: DeliveryClaim): Promise<Delivery[]>
  /** Done (`retryAt` null), or due again then. */
  settleDelivery(entryId: string, endpoint: string, retryAt: number | null): Promise<void>
  /** How many are not done, due or not; `most` where there are as many or more. */
  countDeliveries(most: number): Promise<number>
}

export interface DeliveryClaim {
  readonly now: number
  readonly leaseUntil: number
  readonly limit: number
}
