import type { Core, Delivery } from '@ztoken/core'
import { createAttempts } from './attempt.ts'
import { createLine, type Line, lineCapacity } from './line.ts'
import { readOptions, type WebhooksOptions } from './options.ts'
import { scheduleMilliseconds } from './schedule.ts'
import { WebhookError } from './webhook-error.ts'

/** What of the core webhooks are made from. */
export type WebhookSource = Pick<Core, 'on' | 'claimDeliveries' | 'settleDelivery' | 'views'>

export interface Webhooks {
  /** Tries everything that is due now; resolves when it was tried. Never rejects. */
  deliverDue(): Promise<void>
  /** Waits for what is under way, up to a bound, and hands the rest back. */
  close(): Promise<void>
}

/** A delivery that is ours until `leaseUntil` (ms). */
interface Claimed {
  readonly delivery: Delivery
  readonly leaseUntil: number
}

/** How long a delivery waits that finds its line stuck. */
const stuckMilliseconds = 30_000
/** An endpoint that is not ours may be in the settings of a server that is just being replaced. */
const unknownMilliseconds = 10 * 60_000

/**
 * Delivers what the audit records to the webhook endpoints, in the Standard Webhooks form
 * (standardwebhooks.com). At least once: a message may come twice, under the same id, and in any
 * order. Of several servers on one store one tells. Begins at once.
 * Throws TypeError for endpoints and secrets that cannot be used.
 */
export function createWebhooks(source: WebhookSource, options: WebhooksOptions): Webhooks {
  const settings = readOptions(options)
  const { endpoints, clock, report } = settings
  const attempts = createAttempts(source, settings)
  const lines = new Map<string, Line<Claimed>>(
    endpoints.map(({ url }) => [url, createLine(deliver, onRoom)]),
  )
  let isOpen = true
  /** Something may be due for which there was no room. */
  let isBehind = false
  let isAsked = false
  let isDown = false
  let claiming: Promise<void> | null = null

  async function deliver({ delivery, leaseUntil }: Claimed): Promise<void> {
    // Else it may be somebody else's before this attempt is over: whoever claims it next tells.
    try {
      if (clock() + settings.timeoutMilliseconds <= leaseUntil) await attempts.make(delivery)
    } catch (error) {
      report(error)
    }
  }

  function onRoom(): void {
    if (isBehind) void wake()
  }

  /** One claim at a time; whoever asks meanwhile is served by the next. */
  function wake(): Promise<void> {
    isAsked = true
    claiming ??= claimWhileAsked().finally(() => {
      claiming = null
      return isAsked && isOpen ? wake() : undefined
    })
    return claiming
  }

  async function claimWhileAsked(): Promise<void> {
    while (isAsked && isOpen) {
      isAsked = false
      try {
        await claimDue()
        isDown = false
      } catch (error) {
        // A store that is down is asked every second and reported once.
        if (!isDown) report(error)
        isDown = true
      }
    }
  }

  async function claimDue(): Promise<void> {
    while (isOpen) {
      const limit = roomToClaim()
      isBehind = limit === 0
      if (isBehind) return
      const now = clock()
      const leaseUntil = now + settings.leaseMilliseconds
      const claimed = await source.claimDeliveries({ now, leaseUntil, limit })
      for (const delivery of claimed) await place({ delivery, leaseUntil })
      if (claimed.length < limit) return
    }
  }

  /** So many find a place, whomever they are for; an endpoint that is stuck is not waited for. */
  function roomToClaim(): number {
    const all = [...lines.values()]
    const moving = all.filter((line) => !line.isStuck())
    if (moving.length === 0 && all.length > 0) return 0
    return Math.min(lineCapacity, ...moving.map((line) => line.room()))
  }

  async function place(claimed: Claimed): Promise<void> {
    const { delivery } = claimed
    if (!isOpen) return attempts.settle(delivery, clock())
    const line = lines.get(delivery.endpoint)
    if (line === undefined) return putUnknownOff(delivery)
    if (line.room() === 0) return attempts.settle(delivery, clock() + stuckMilliseconds)
    line.add(claimed)
  }

  async function putUnknownOff(delivery: Delivery): Promise<void> {
    const { entry, endpoint } = delivery
    const isOld = clock() - entry.at > scheduleMilliseconds
    if (isOld) report(new WebhookError('endpoint_unknown', endpoint, entry.id))
    await attempts.settle(delivery, isOld ? null : clock() + unknownMilliseconds)
  }

  async function idle(): Promise<void> {
    await Promise.all([...lines.values()].map((line) => line.idle()))
  }

  const stopListening = source.on('*', ({ event }) => {
    if (endpoints.some(({ events }) => events?.includes(event) ?? true)) void wake()
  })
  const timer = setInterval(() => {
    for (const line of lines.values()) line.look()
    void wake()
  }, settings.pollMilliseconds).unref()
  void wake()

  return {
    async deliverDue() {
      do {
        await wake()
        await idle()
      } while (isBehind && isOpen)
    },
    async close() {
      isOpen = false
      clearInterval(timer)
      stopListening()
      await claiming
      const left = [...lines.values()].flatMap((line) => line.clear())
      await Promise.all(left.map(({ delivery }) => attempts.settle(delivery, clock())))
      const bound = setTimeout(() => attempts.stop(), settings.closeMilliseconds)
      await idle()
      clearTimeout(bound)
    },
  }
}
