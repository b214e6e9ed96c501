import { ZtokenError } from '@ztoken/contract'
import type { HashJob } from './formats/format.ts'
import { type HashAnswer, startThread, type Thread } from './thread.ts'

/** Runs so many jobs at a time, lets so many wait, and turns the rest away at once. */
export interface Pool {
  /**
   * Throws ZtokenError `unavailable`, with the seconds after which to try again, and the signal's
   * reason where it aborts before a thread was given the job.
   */
  run(job: HashJob, signal?: AbortSignal): Promise<HashAnswer>
  /** Ends the threads; what they had to do is answered `unavailable`, and so is what comes later. */
  close(): Promise<void>
}

interface Waiting {
  readonly job: HashJob
  readonly signal: AbortSignal | undefined
  resolve(answer: HashAnswer): void
  reject(error: unknown): void
  leave(): void
}

/**
 * Jobs that a thread is given at once when many wait. Beside a hash, a login costs most by waking
 * the event loop, and that is shared.
 */
const mostAtOnce = 4
const restMilliseconds = 60_000

/** No thread is started before the first job; all end after a minute without any. */
export function createPool(concurrency: number, queueLimit: number): Pool {
  /** In order of arrival; a set, because whoever gives up leaves from the middle. */
  const waiting = new Set<Waiting>()
  const threads = new Set<Thread>()
  const resting: Thread[] = []
  let begun = 0
  let isClosed = false
  let rest: NodeJS.Timeout | undefined

  function serve(): void {
    while (waiting.size > 0) {
      const thread = resting.pop() ?? (threads.size < concurrency ? tryToStart() : null)
      if (thread === null) return
      void give(thread, nextGroup())
    }
  }

  async function give(thread: Thread, group: readonly Waiting[]): Promise<void> {
    begun += group.length
    try {
      const answers = await thread.run(group.map(({ job }) => job))
      for (const [at, { resolve }] of group.entries()) resolve(answers[at] as HashAnswer)
      if (threads.has(thread)) resting.push(thread)
      rest?.refresh()
    } catch (cause) {
      const error = new ZtokenError('unavailable', { cause, retryAfterSeconds: 1 })
      for (const { reject } of group) reject(error)
    }
    begun -= group.length
    serve()
  }

  function nextGroup(): Waiting[] {
    const share = Math.max(1, Math.floor(waiting.size / concurrency))
    const group: Waiting[] = []
    for (const one of waiting) {
      if (group.length >= Math.min(share, mostAtOnce)) break
      waiting.delete(one)
      one.signal?.removeEventListener('abort', one.leave)
      group.push(one)
    }
    return group
  }

  /** Where the process may have no more threads or files, those it has do the work. */
  function tryToStart(): Thread | null {
    try {
      return start()
    } catch (cause) {
      if (threads.size === 0)
        turnAway(new ZtokenError('unavailable', { cause, retryAfterSeconds: 1 }))
      return null
    }
  }

  function start(): Thread {
    const thread = startThread(() => forget(thread))
    threads.add(thread)
    rest ??= setTimeout(endIfIdle, restMilliseconds).unref()
    return thread
  }

  function endIfIdle(): void {
    // A thread that cannot be ended is one that has ended.
    if (begun === 0) endAll().catch(() => undefined)
    else rest?.refresh()
  }

  function turnAway(error: ZtokenError): void {
    for (const { reject } of waiting) reject(error)
    waiting.clear()
  }

  function forget(thread: Thread): void {
    threads.delete(thread)
    if (resting.includes(thread)) resting.splice(resting.indexOf(thread), 1)
  }

  /** Forgotten first, so that no job is given to a thread that is ending. */
  async function endAll(): Promise<void> {
    clearTimeout(rest)
    rest = undefined
    const ending = [...threads]
    for (const thread of ending) forget(thread)
    await Promise.all(ending.map((thread) => thread.end()))
  }

  return {
    async run(job, signal) {
      signal?.throwIfAborted()
      if (isClosed) throw new ZtokenError('unavailable')
      if (begun + waiting.size >= concurrency + queueLimit) {
        throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      }
      return new Promise<HashAnswer>((resolve, reject) => {
        const one: Waiting = { job, signal, resolve, reject, leave }
        function leave(): void {
          waiting.delete(one)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', leave, { once: true })
        waiting.add(one)
        serve()
      })
    },
    async close() {
      isClosed = true
      turnAway(new ZtokenError('unavailable'))
      await endAll()
    },
  }
}
