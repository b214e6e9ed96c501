import type { HeartbeatView } from '@ztoken/contract'
import { parseHeartbeat, parseInvalidation, parseRevocation } from './answers.ts'
import { backgroundTimer } from './background-timer.ts'
import { eventsOf } from './event-stream.ts'
import { addressOf, type FeedOptions } from './feed-options.ts'
import { earlierOf, later, type Moment } from './knowledge.ts'
import { RemoteError } from './remote-error.ts'
import { bodyOf, type Conversation } from './requests.ts'
import { backOff } from './timing.ts'

export interface FeedStreamOptions extends FeedOptions {
  /** The sequence up to which everything is known. */
  readonly cursor: () => number
  /** Told that the server has sent what did not arrive. */
  readonly lost: () => void
}

/** The event stream of the feed, taken up again whenever it ends. */
export interface FeedStream {
  /** True while heartbeats arrive. */
  readonly isOpen: boolean
  follow(): void
  close(): void
}

export function createFeedStream(options: FeedStreamOptions): FeedStream {
  const { url, token, requests, timing, knowledge, apply, forget, cursor, lost } = options
  const reports = options.reports.stream
  let isOpen = true
  let isStreaming = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  async function converse({ ask, allow }: Conversation): Promise<void> {
    const begun = knowledge.now()
    const after = cursor()
    let last = after
    let first: HeartbeatView | null = null
    allow(timing.firstHeartbeat, 'buffered')
    const reply = await ask(addressOf(options, after), {
      accept: 'text/event-stream',
      // What compresses also keeps back.
      'accept-encoding': 'identity',
      authorization: `Bearer ${token}`,
      'last-event-id': String(after),
    })
    const type = reply.headers.get('content-type') ?? ''
    if (!/^text\/event-stream\s*(;|$)/i.test(type)) throw new RemoteError('malformed', url)

    for await (const { name, data } of eventsOf(bodyOf(reply), url)) {
      const sequence = takeUp(name, data)
      if (sequence !== null) {
        last = Math.max(last, sequence)
        if (first === null) allow(timing.firstHeartbeat, 'buffered')
      }
      if (name !== 'heartbeat') continue
      const beat = parseHeartbeat(data)
      if (beat === null) throw new RemoteError('malformed', url)
      allow(timing.heartbeat * 2, 'silent')
      if (first !== null) hasLasted()
      first ??= beat
      isStreaming = true
      if (beat.next > last) {
        last = beat.next
        lost()
      } else knowledge.reaches(knownAt(beat, first, begun))
      if (knowledge.now().monotonic - begun.monotonic > timing.stream) return
    }
  }

  /** Out: the sequence of a row; null for what is none. */
  function takeUp(name: string, data: string): number | null {
    if (name === 'message') {
      const revocation = parseRevocation(data)
      if (revocation === null) throw new RemoteError('malformed', url)
      apply([revocation])
      return revocation.sequence
    }
    if (name !== 'invalidation' || forget === undefined) return null
    const invalidation = parseInvalidation(data)
    if (invalidation === null) throw new RemoteError('malformed', url)
    forget(invalidation)
    return invalidation.sequence
  }

  /**
   * The moment up to which a heartbeat says everything was sent. A proxy may have kept it back, so
   * its arrival proves nothing: the first was sent after the request, and the others as long after
   * the first as the server's clock says.
   */
  function knownAt(beat: HeartbeatView, first: HeartbeatView, begun: Moment): Moment {
    const sent = earlierOf(later(begun, beat.now - first.now), knowledge.now())
    return later(sent, Math.min(0, beat.known_at - beat.now))
  }

  /** One heartbeat may be luck: a stream that is cut right after it is taken up ever more slowly. */
  function hasLasted(): void {
    failures = 0
    reports.worked()
  }

  async function attempt(): Promise<void> {
    let isBuffered = false
    try {
      await requests.converse(url, converse)
    } catch (error) {
      isBuffered = error instanceof RemoteError && error.code === 'buffered'
      if (isOpen) reports.failed(error)
    }
    isStreaming = false
    failures += 1
    if (!isOpen) return
    const wait = isBuffered ? timing.streamAgain : backOff(failures, timing)
    timer = backgroundTimer(() => void attempt(), wait)
  }

  return {
    get isOpen() {
      return isStreaming
    },
    follow: () => void attempt(),
    close() {
      isOpen = false
      isStreaming = false
      clearTimeout(timer)
    },
  }
}
