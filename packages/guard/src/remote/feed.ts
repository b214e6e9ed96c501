import { sharedQuestion } from '@ztoken/token'
import { parsePage } from './answers.ts'
import { backgroundTimer } from './background-timer.ts'
import { addressOf, type FeedOptions } from './feed-options.ts'
import { createFeedStream } from './feed-stream.ts'
import { between, type Moment } from './knowledge.ts'
import { RemoteError, type RemoteFault } from './remote-error.ts'
import { readText } from './requests.ts'
import { backOff } from './timing.ts'

/**
 * The revocations of the login server. Pages are the truth: the cursor moves with them alone. The
 * stream brings the same sooner; whatever it loses, doubles or turns round, the next page mends.
 */
export interface Feed {
  /** Takes up everything revoked before the call. Throws RemoteError. */
  sync(): Promise<void>
  /** The same for requests that wait; after a failure it fails at once for as long as a poll. */
  ask(): Promise<void>
  follow(): void
  readonly isStreaming: boolean
  close(): void
}

const maximumBytes = 16 * 1024 * 1024
/** The server keeps invalidations for twice as long. */
const longestAway = 300_000
/** Why the server does not tell them, by its status. */
const notTold = new Map<number, RemoteFault>([
  [403, 'not_permitted'],
  [400, 'outdated'],
])

export function createFeed(options: FeedOptions): Feed {
  const { url, token, requests, timing, knowledge, staleAge, apply, forget, reports } = options
  const isTold = forget !== undefined
  let cursor = 0
  let askedAt: Moment | null = null
  let failure: { readonly error: unknown; readonly at: number } | null = null
  let failures = 0
  let pageAskedAt = 0
  let timer: NodeJS.Timeout | undefined
  let isOpen = true
  const stream = createFeedStream({ ...options, cursor: () => cursor, lost: () => void attempt() })

  const sync = sharedQuestion(async () => {
    const asked = knowledge.now()
    try {
      while (await takePage());
    } catch (error) {
      failure = { error, at: knowledge.now().monotonic }
      throw error
    }
    // Rows of meanwhile may have been swept, whatever a stream has brought.
    const wasAway = askedAt !== null && between(askedAt, knowledge.now()) > longestAway
    if (wasAway) forget?.(null)
    failure = null
    askedAt = asked
    knowledge.reaches(asked)
  }, isLost)

  /** Every page has its time, beyond which it fails; one that does neither was cut off with a request. */
  function isLost(): boolean {
    return knowledge.now().monotonic - pageAskedAt > 2 * timing.answer
  }

  /** Out: whether there are more. */
  function takePage(): Promise<boolean> {
    return requests.converse(url, async ({ ask, allow }) => {
      allow(timing.answer, 'timed_out')
      pageAskedAt = knowledge.now().monotonic
      const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
      const known = isTold ? [...notTold.keys()] : []
      const reply = await ask(addressOf(options, cursor), headers, known)
      const fault = notTold.get(reply.status)
      if (fault !== undefined) throw new RemoteError(fault, url, { status: reply.status })
      const found = parsePage(await readText(reply, url, maximumBytes), cursor, isTold)
      if (found === null) throw new RemoteError('malformed', url)
      apply(found.revocations)
      for (const invalidation of found.invalidations) forget?.(invalidation)
      cursor = found.next
      return found.has_more
    })
  }

  async function attempt(): Promise<void> {
    try {
      await sync()
      failures = 0
      reports.pages.worked()
    } catch (error) {
      failures += 1
      if (isOpen) reports.pages.failed(error)
    }
  }

  /** With a stream open, pages are asked for before its knowledge grows stale, and now and then. */
  function isDue(): boolean {
    if (!stream.isOpen || knowledge.age() >= staleAge / 2) return true
    const lately = askedAt?.monotonic ?? Number.NEGATIVE_INFINITY
    return knowledge.now().monotonic - lately >= timing.reconcile
  }

  function poll(): void {
    if (!isOpen) return
    const wait = failures === 0 ? timing.poll : Math.max(timing.poll, backOff(failures, timing))
    timer = backgroundTimer(() => void attemptIfDue().then(poll), wait)
  }

  async function attemptIfDue(): Promise<void> {
    try {
      if (!isDue()) return
    } catch (error) {
      // A clock that fails: what is known grows no younger, and is asked for all the same.
      reports.pages.failed(error)
    }
    await attempt()
  }

  return {
    sync,
    async ask() {
      const pause = failure === null ? 0 : failure.at + timing.poll - knowledge.now().monotonic
      if (failure !== null && pause > 0) throw failure.error
      await sync()
    },
    follow() {
      poll()
      stream.follow()
    },
    get isStreaming() {
      return stream.isOpen
    },
    close() {
      isOpen = false
      clearTimeout(timer)
      stream.close()
    },
  }
}
