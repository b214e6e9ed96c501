import { setImmediate as nextTurn } from 'node:timers/promises'
import { type EndedEvent, type OtherEndedEvent, ZtokenError } from '@ztoken/contract'
import type { Caller, Core, Revocation } from '@ztoken/core'
import { type EventLine, eventText } from '../../http/event-stream.ts'
import { createShares, shareOf } from '../../http/shares.ts'

export interface WatchersOptions {
  readonly heartbeatMilliseconds?: number
  /** Streams open at the same time; one more takes the place of somebody who has several. */
  readonly maximumStreams?: number
  /** Of these the oldest gives way to one more. */
  readonly streamsPerSession?: number
  /** A tenth of all unless said, and 30 at most. */
  readonly streamsPerUser?: number
}

/** One page that waits to hear that its session is over. */
export interface Watcher {
  readonly caller: Caller
  readonly token: string
  /** Sessions of other tabs, which are told that theirs is over and ask why with tokens of their own. */
  readonly others: readonly string[]
  readonly line: EventLine
  /** The end as this reader is told of it. */
  describe(reason: ZtokenError['code']): EndedEvent
}

/** Everybody who waits to hear that their session is over. */
export interface Watchers {
  /**
   * Takes a place. Throws ZtokenError `unavailable` where there is none, and the reason for which
   * the session is over meanwhile. Out: gives the place back.
   */
  add(watcher: Watcher): () => void
  /** How many wait. */
  readonly count: number
  /**
   * Tells of the other sessions that were over before the stream began. Where the store does not
   * answer the stream ends: who comes again asks again. Rejects with `unavailable`.
   */
  lookAtOthers(watcher: Watcher): Promise<void>
  /** Ends every stream. */
  close(): void
}

const heartbeat = ': heartbeat\n\n'
const retryAfterSeconds = 30
/** Looked at before others get their turn. */
const atOnce = 500

/**
 * What is revoked names a session, a token or a user, so that only the streams concerned are looked
 * at; who they belong to is asked of memory, never of the store.
 */
export function createWatchers(core: Core, options: WatchersOptions = {}): Watchers {
  const { heartbeatMilliseconds = 15_000, maximumStreams = 5000 } = options
  const { streamsPerSession = 6, streamsPerUser = shareOf(maximumStreams, 30) } = options
  const all = new Set<Watcher>()
  const bySession = new Map<string, Set<Watcher>>()
  const byOther = new Map<string, Set<Watcher>>()
  const byUser = createShares<Watcher>({
    most: maximumStreams,
    mostEach: streamsPerUser,
    giveWay,
  })
  let isOpen = true

  const stopListening = core.onRevoked((revocations) => {
    // A stream whose own session is over says nothing of others any more.
    for (const revocation of revocations) tellOthers(revocation)
    for (const revocation of revocations) for (const one of concerned(revocation)) look(one)
  })
  const timer = setInterval(() => void beat().catch(core.report), heartbeatMilliseconds).unref()

  function concerned({ kind, key }: Revocation): readonly Watcher[] {
    if (kind === 'key' || kind === 'all') return [...all]
    return [...(kind === 'user' ? byUser.of(key) : (bySession.get(key) ?? []))]
  }

  function tellOthers({ kind, key }: Revocation): void {
    if (kind === 'session') for (const one of [...(byOther.get(key) ?? [])]) tellOther(one, key)
    else if (kind === 'key' || kind === 'all') {
      for (const one of [...all]) for (const id of one.others) tellOther(one, id)
    }
  }

  /** Once: what is taken up may be told of twice. */
  function tellOther(watcher: Watcher, session: string): void {
    if (!byOther.get(session)?.has(watcher)) return
    drop(byOther, session, watcher)
    watcher.line.send(eventText('other_ended', { session } satisfies OtherEndedEvent))
  }

  /** Tells the end, and closes; an expired token closes only: its owner comes again with another. */
  function look({ token, line, describe }: Watcher): boolean {
    try {
      core.authenticate(token)
      return true
    } catch (error) {
      const reason = error instanceof ZtokenError ? error.code : 'internal_error'
      if (reason !== 'token_expired') line.send(eventText('ended', describe(reason)))
      line.end()
      return false
    }
  }

  async function beat(): Promise<void> {
    let count = 0
    for (const one of [...all]) {
      if (look(one)) one.line.send(heartbeat)
      count += 1
      if (count % atOnce === 0) await nextTurn()
    }
  }

  function remove(watcher: Watcher): void {
    all.delete(watcher)
    drop(bySession, watcher.caller.token.revocationKey, watcher)
    for (const id of watcher.others) drop(byOther, id, watcher)
    byUser.leave(watcher.caller.userId, watcher)
  }

  function giveWay(watcher: Watcher): void {
    watcher.line.send(eventText('crowded', {}))
    watcher.line.end()
    remove(watcher)
  }

  function makeRoom(key: string): void {
    const [oldest] = bySession.get(key) ?? []
    if (oldest !== undefined && (bySession.get(key)?.size ?? 0) >= streamsPerSession)
      giveWay(oldest)
  }

  return {
    get count() {
      return all.size
    },
    add(watcher) {
      const { userId, token } = watcher.caller
      // What was revoked since the guard looked has told nobody yet.
      core.authenticate(watcher.token)
      if (isOpen) makeRoom(token.revocationKey)
      if (!isOpen || !byUser.take(userId, watcher)) {
        throw new ZtokenError('unavailable', { retryAfterSeconds })
      }
      put(bySession, token.revocationKey, watcher)
      for (const id of watcher.others) put(byOther, id, watcher)
      all.add(watcher)
      return () => remove(watcher)
    },
    async lookAtOthers(watcher) {
      try {
        for (const id of await core.endedAmong(watcher.others)) tellOther(watcher, id)
      } catch (error) {
        watcher.line.end()
        throw error
      }
    },
    close() {
      isOpen = false
      stopListening()
      clearInterval(timer)
      for (const { line } of all) line.end()
    },
  }
}

function put(index: Map<string, Set<Watcher>>, key: string, watcher: Watcher): void {
  index.set(key, (index.get(key) ?? new Set()).add(watcher))
}

function drop(index: Map<string, Set<Watcher>>, key: string, watcher: Watcher): void {
  const group = index.get(key)
  group?.delete(watcher)
  if (group?.size === 0) index.delete(key)
}
