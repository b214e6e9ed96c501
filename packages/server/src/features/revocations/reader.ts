import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { HeartbeatView, Permission, RevocationsView } from '@ztoken/contract'
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
  /** Whether what changes of accounts and roles is sent as well. */
  readonly withInvalidations: boolean
  /** What may wait for a reader who is slow; beyond, the stream is cut off. */
  readonly bufferBytes: number
  readonly clock: () => number
}

/** One stream: how far it has read, and what it is sent. */
export interface Reader {
  readonly caller: Caller | null
  /** What a caller has to hold for as long as they read. */
  readonly permissions: readonly Permission[]
  readonly withInvalidations: boolean
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
  const { core, response, token, withInvalidations, bufferBytes, clock } = input
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
    permissions: withInvalidations ? ['revocation:read', 'access:read'] : ['revocation:read'],
    withInvalidations,
    get cursor() {
      return cursor
    },
    get isOpen() {
      return line.isOpen
    },
    deliver(page, askedAt) {
      const events = eventsIn(page, cursor)
      if (events !== '') line.send(events)
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

/** What of a page comes after a sequence, in order: who breaks off goes on behind the last they got. */
function eventsIn({ revocations, invalidations = [] }: RevocationsView, after: number): string {
  const events = [
    ...revocations.map((one) => ({ name: '', one })),
    ...invalidations.map((one) => ({ name: 'event: invalidation\n', one })),
  ]
  return events
    .filter(({ one }) => one.sequence > after)
    .sort((some, other) => some.one.sequence - other.one.sequence)
    .map(({ name, one }) => `id: ${one.sequence}\n${name}data: ${JSON.stringify(one)}\n\n`)
    .join('')
}
