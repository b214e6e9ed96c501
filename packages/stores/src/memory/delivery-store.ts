import type { DeliveryStore } from '@ztoken/core'
import { deliveryKey, type Tables } from './tables.ts'

export function deliveryStore({ deliveries }: Tables): DeliveryStore {
  return {
    async claimDeliveries({ now, leaseUntil, limit }) {
      const due = [...deliveries.values()]
        .filter(({ dueAt }) => dueAt <= now)
        .sort((one, other) => one.dueAt - other.dueAt)
        .slice(0, limit)
      for (const row of due) {
        const claimed = { ...row, attempts: row.attempts + 1, dueAt: leaseUntil }
        deliveries.set(deliveryKey(row.entry.id, row.endpoint), claimed)
      }
      return due.map(({ entry: { sequence: _, ...entry }, endpoint, attempts }) =>
        structuredClone({ entry, endpoint, attempts }),
      )
    },
    countDeliveries: async (most) => Math.min(deliveries.size, most),
    async settleDelivery(entryId, endpoint, retryAt) {
      const key = deliveryKey(entryId, endpoint)
      const row = deliveries.get(key)
      if (row === undefined) return
      if (retryAt === null) deliveries.delete(key)
      else deliveries.set(key, { ...row, dueAt: retryAt })
    },
  }
}
