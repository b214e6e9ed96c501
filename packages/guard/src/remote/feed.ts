import { sharedQuestion } from '@ztoken/token'
import { parsePage } from './answers.ts'
import type { FeedOptions } from './feed-options.ts'
import { createFeedStream } from './feed-stream.ts'
import { RemoteError } from './remote-error.ts'
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

export function createFeed(options: FeedOptions): Feed {
  const { url, token, requests, timing, knowledge, staleAge, apply, reports } = options
  let cursor = 0
  let askedAt = Number.NEGATIVE_INFINITY
  let failure: { readonly error: unknown; readonly at: number } | null = null
  let failures = 0
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
    failure = null
    askedAt = asked.monotonic
    knowledge.reaches(asked)
  })

  /** Out: whether there are more. */
  function takePage(): Promise<boolean> {
    return requests.converse(url, async ({ ask, allow }) => {
      allow(timing.answer, 'timed_out')
      const page = new URL(url)
      page.searchParams.set('after', String(cursor))
      const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
      const found = parsePage(await readText(await ask(page, headers), url, maximumBytes), cursor)
      if (found === null) throw new RemoteError('malformed', url)
      apply(found.revocations)
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
    return knowledge.now().monotonic - askedAt >= timing.reconcile
  }

  function poll(): void {
    if (!isOpen) return
    const wait = failures === 0 ? timing.poll : Math.max(timing.poll, backOff(failures, timing))
    timer = setTimeout(() => void attemptIfDue().then(poll), wait)
    timer.unref()
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
