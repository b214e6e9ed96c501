import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { HeartbeatView, RevocationsView } from '@ztoken/contract'
import type { Caller, Core } from '@ztoken/core'
import { createEventLine, eventText } from '../../http/event-stream.ts'

export interface ReaderInput {
  readonly core: Core
  readonly response: ServerResponse
  /** The sequence read last. */
  readonly after: number
  /** The reader's access token; null for a service with a token of the feed's own. */
  readonly token: string | null
  /** Whose that is. */
  readonly caller: Caller | null
  /** What may wait for a reader who is slow; beyond, the stream is cut off. */
  readonly bufferBytes: number
  readonly clock: () => number
}

/** One stream: how far it has read, and what it is sent. */
export interface Reader {
  readonly caller: Caller | null
  readonly cursor: number
  readonly isOpen: boolean
  /** Sends what of a page is new to this reader; `askedAt`: when the store was asked for it. */
  deliver(page: RevocationsView, askedAt: number): void
  heartbeat(): void
  /** Resolves when there is room again; rejects where that takes too long. */
  drained(): Promise<void>
  end(): void
  cutOff(): void
}

const drainMilliseconds = 10_000

export function createReader(input: ReaderInput): Reader {
  const { core, response, token, bufferBytes, clock } = input
  const line = createEventLine(response, bufferBytes)
  let cursor = input.after
  let knownAt = 0

  function holds(): boolean {
    try {
      if (token !== null) core.authenticate(token)
      return true
    } catch {
      return false
    }
  }

  return {
    caller: input.caller,
    get cursor() {
      return cursor
    },
    get isOpen() {
      return line.isOpen
    },
    deliver(page, askedAt) {
      const fresh = page.revocations.filter(({ sequence }) => sequence > cursor)
      const events = fresh.map((one) => `id: ${one.sequence}\ndata: ${JSON.stringify(one)}\n\n`)
      if (events.length > 0) line.send(events.join(''))
      cursor = Math.max(cursor, page.next)
      if (!page.has_more) knownAt = askedAt
      if (!holds()) line.end()
    },
    heartbeat() {
      const view: HeartbeatView = { now: clock(), known_at: knownAt, next: cursor }
      line.send(eventText('heartbeat', view))
    },
    async drained() {
      if (!response.writableNeedDrain) return
      await once(response, 'drain', { signal: AbortSignal.timeout(drainMilliseconds) })
    },
    end: line.end,
    cutOff: line.cutOff,
  }
}
