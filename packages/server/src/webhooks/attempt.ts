import type { Core, Delivery } from '@ztoken/core'
import type { WebhookSettings } from './options.ts'
import { type Answer, post } from './post.ts'
import { waitAfter } from './schedule.ts'
import { signedHeaders } from './signature.ts'
import { WebhookError } from './webhook-error.ts'

export interface Attempts {
  /** Sends a message once and settles what becomes of it. Rejects where the clock fails. */
  make(delivery: Delivery): Promise<void>
  /** Done (null), or due again then (ms). A store that cannot keep it lets the lease run out. */
  settle(delivery: Delivery, retryAt: number | null): Promise<void>
  /** Breaks off what is under way; it is due again at once. */
  stop(): void
}

export function createAttempts(
  source: Pick<Core, 'settleDelivery' | 'views'>,
  { keys, fetch, clock, report, timeoutMilliseconds }: WebhookSettings,
): Attempts {
  const underWay = new Set<AbortController>()
  const failing = new Set<string>()
  let isStopped = false

  async function send({ entry, endpoint: url }: Delivery): Promise<Answer> {
    const now = clock()
    const data = source.views.auditEntry(entry)
    const body = JSON.stringify({ type: data.event, timestamp: data.at, data })
    const message = { id: entry.id, timestamp: Math.floor(now / 1000), body }
    const headers = {
      ...signedHeaders(keys, message),
      'content-type': 'application/json',
      'user-agent': 'ztoken',
    }
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(), timeoutMilliseconds)
    underWay.add(controller)
    try {
      return await post(fetch, { url, headers, body, signal: controller.signal }, now)
    } finally {
      clearTimeout(timer)
      underWay.delete(controller)
    }
  }

  async function settle({ entry, endpoint }: Delivery, retryAt: number | null): Promise<void> {
    try {
      await source.settleDelivery(entry.id, endpoint, retryAt)
    } catch (error) {
      report(error)
    }
  }

  /** When a delivery that failed is due again; null: never. */
  function retryAt(delivery: Delivery, answer: Answer & { kind: 'failed' }): number | null {
    const { entry, endpoint, attempts } = delivery
    const now = clock()
    if (isStopped) return now
    const age = now - entry.at
    const { retryAfterSeconds, why } = answer
    const wait = waitAfter({ attempts, age, retryAfterSeconds })
    if (wait === null) report(new WebhookError('given_up', endpoint, entry.id, why))
    // One report for an endpoint that begins to fail, not one for each message.
    else if (!failing.has(endpoint)) report(new WebhookError('failing', endpoint, entry.id, why))
    failing.add(endpoint)
    return wait === null ? null : now + wait
  }

  return {
    settle,
    async make(delivery) {
      const answer = await send(delivery)
      if (answer.kind === 'failed') return settle(delivery, retryAt(delivery, answer))
      failing.delete(delivery.endpoint)
      const { entry, endpoint } = delivery
      if (answer.kind === 'gone') report(new WebhookError('gone', endpoint, entry.id))
      await settle(delivery, null)
    },
    stop() {
      isStopped = true
      for (const controller of underWay) controller.abort()
    },
  }
}
