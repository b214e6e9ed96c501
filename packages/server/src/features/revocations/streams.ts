import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type RevocationsView, ZtokenError } from '@ztoken/contract'
import type { Caller, Core } from '@ztoken/core'
import { createShares, shareOf } from '../../http/shares.ts'
import { createReader, type Reader } from './reader.ts'
import { followRights } from './rights.ts'

export interface StreamOptions {
  /** How often the store is asked for what it did not announce. */
  readonly pollMilliseconds?: number
  readonly heartbeatMilliseconds?: number
  /** Streams open at the same time; one more takes the place of somebody who has several. */
  readonly maximumStreams?: number
  /** Of these an account's oldest gives way to one more. A tenth of all unless said. */
  readonly streamsPerUser?: number
  /** What may wait for a reader who is slow; beyond, the stream is cut off. */
  readonly bufferBytes?: number
  /** Now, in milliseconds since 1970. */
  readonly clock?: () => number
}

export interface StreamInput {
  /** The sequence read last. */
  readonly after: number
  /** The reader's access token; null for a service with a token of the feed's own. */
  readonly token: string | null
  /** Whose it is; null for a service. */
  readonly caller: Caller | null
  /** Whether what changes of accounts and roles is sent as well. */
  readonly withInvalidations: boolean
  readonly response: ServerResponse
  /** Sends the head of the reply, once the store has been heard of. */
  begin(): void
}

export interface RevocationStreams {
  /** Resolves when the stream has begun. Throws ZtokenError `unavailable`. */
  follow(input: StreamInput): Promise<void>
  /** How many are open. */
  readonly count: number
  /** Ends every stream. */
  close(): void
}

const pageSize = 1000

/**
 * Sends revocations to everybody who follows, and invalidations to who asked for them. One question
 * to the store serves all of one kind who have caught up; who comes late reads what was there before at the pace of their own connection.
 */
export function createRevocationStreams(core: Core, options: StreamOptions): RevocationStreams {
  const { pollMilliseconds = 500, heartbeatMilliseconds = 15_000 } = options
  const { maximumStreams = 100, bufferBytes = 1024 * 1024, clock = Date.now } = options
  const { streamsPerUser = shareOf(maximumStreams, 10) } = options
  const readers = new Set<Reader>()
  const caughtUp = new Set<Reader>()
  const places = createShares<Reader>({
    most: maximumStreams,
    mostEach: streamsPerUser,
    giveWay: (reader) => reader.end(),
  })
  let running: Promise<void> | null = null
  let again = false
  let isOpen = true

  const rights = followRights(core, readers)
  const stopListening = core.onRevocations(() => void pump())
  const timers = [
    setInterval(() => {
      void pump()
      rights.check().catch(core.report)
    }, pollMilliseconds).unref(),
    setInterval(() => void beat().catch(core.report), heartbeatMilliseconds).unref(),
  ]

  /** Resolves when a question asked after this call has been answered, or could not be. */
  function pump(): Promise<void> {
    again = true
    running ??= pumpWhileAsked().finally(() => {
      running = null
    })
    return running
  }

  async function pumpWhileAsked(): Promise<void> {
    while (again && isOpen) {
      again = false
      // A store that is down shows in the heartbeat, whose `known_at` stays behind.
      await Promise.allSettled([false, true].map(deliverWhatIsNew))
    }
  }

  async function deliverWhatIsNew(withInvalidations: boolean): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      const following = [...caughtUp].filter((one) => one.withInvalidations === withInvalidations)
      if (following.length === 0) return
      const after = Math.min(...following.map(({ cursor }) => cursor))
      const { page, askedAt } = await read(after, withInvalidations)
      for (const reader of following) reader.deliver(page, askedAt)
      hasMore = page.has_more
      // What was written leaves before more is.
      if (hasMore) await nextTurn()
    }
  }

  async function read(
    after: number,
    withInvalidations: boolean,
  ): Promise<{ page: RevocationsView; askedAt: number }> {
    const askedAt = clock()
    const page = await core.readRevocations({ after, limit: pageSize, withInvalidations })
    return { page, askedAt }
  }

  async function beat(): Promise<void> {
    await pump()
    for (const reader of caughtUp) reader.heartbeat()
  }

  async function catchUp(reader: Reader, first: RevocationsView, askedAt: number): Promise<void> {
    reader.deliver(first, askedAt)
    for (let { has_more: hasMore } = first; hasMore && reader.isOpen; ) {
      await reader.drained()
      const next = await read(reader.cursor, reader.withInvalidations)
      reader.deliver(next.page, next.askedAt)
      hasMore = next.page.has_more
    }
    if (!reader.isOpen) return
    reader.heartbeat()
    caughtUp.add(reader)
    // What was revoked since its last question.
    await pump()
  }

  return {
    get count() {
      return readers.size
    },
    async follow({ begin, ...input }) {
      const { after, caller, response, withInvalidations } = input
      const reader = createReader({ ...input, core, bufferBytes, clock })
      // A token of a service is shared by all its guards: each has a share of its own.
      const owner = caller?.userId ?? reader
      if (!isOpen || !places.take(owner, reader)) {
        throw new ZtokenError('unavailable', { retryAfterSeconds: 10 })
      }
      response.once('close', () => {
        places.leave(owner, reader)
        readers.delete(reader)
        caughtUp.delete(reader)
      })
      const { page, askedAt } = await read(after, withInvalidations)
      if (!reader.isOpen) return
      begin()
      response.on('error', () => undefined)
      readers.add(reader)
      catchUp(reader, page, askedAt).catch(() => reader.cutOff())
    },
    close() {
      isOpen = false
      stopListening()
      rights.close()
      for (const timer of timers) clearInterval(timer)
      for (const reader of readers) reader.end()
    },
  }
}
