import { ZtokenError } from '@ztoken/contract'
import { type Claim, type Claimant, createFairQueue } from './fair-queue.ts'
import type { HashJob } from './formats/format.ts'
import { type HashAnswer, startThread, type Thread } from './thread.ts'

/** Runs so many jobs at a time, lets so many wait, each claimant a share, and turns the rest away. */
export interface Pool {
  /**
   * Out: the new hash, or whether the password is the one. Throws ZtokenError `unavailable`, with
   * the seconds after which to try again, and the signal's reason where it aborts before a thread
   * was given the job.
   */
  run(job: HashJob, claimant: Claimant, signal?: AbortSignal): Promise<string | boolean>
  /** Ends the threads; what they had to do is answered `unavailable`, and so is what comes later. */
  close(): Promise<void>
}

interface Waiting extends Claim {
  readonly job: HashJob
  readonly signal: AbortSignal | undefined
  resolve(answer: string | boolean): void
  reject(error: unknown): void
  leave(): void
}

/**
 * Jobs that a thread is given at once when many wait. Beside a hash, a login costs most by waking
 * the event loop, and that is shared.
 */
const mostAtOnce = 4
const restMilliseconds = 60_000

/**
 * No thread is started before the first job; all end after a minute without any. `onFault` is told
 * where a job came to nothing.
 */
export function createPool(
  concurrency: number,
  queueLimit: number,
  onFault: () => void = () => undefined,
): Pool {
  const queue = createFairQueue<Waiting>({
    places: concurrency + queueLimit,
    onDisplaced: (one) => turnAway(one),
  })
  const threads = new Set<Thread>()
  const resting: Thread[] = []
  let begun = 0
  let isClosed = false
  let rest: NodeJS.Timeout | undefined

  function serve(): void {
    while (queue.waiting > 0) {
      const thread = resting.pop() ?? (threads.size < concurrency ? tryToStart() : null)
      if (thread === null) return
      void give(thread, nextGroup())
    }
  }

  async function give(thread: Thread, group: readonly Waiting[]): Promise<void> {
    begun += group.length
    try {
      const answers = await thread.run(group.map(({ job }) => job))
      for (const [at, one] of group.entries()) settle(one, answers[at] as HashAnswer, onFault)
      if (threads.has(thread)) resting.push(thread)
      rest?.refresh()
    } catch (cause) {
      onFault()
      const error = new ZtokenError('unavailable', { cause, retryAfterSeconds: 1 })
      for (const { reject } of group) reject(error)
    }
    begun -= group.length
    for (const one of group) queue.done(one)
    serve()
  }

  function nextGroup(): Waiting[] {
    const share = Math.max(1, Math.floor(queue.waiting / concurrency))
    const group: Waiting[] = []
    while (group.length < Math.min(share, mostAtOnce)) {
      const one = queue.take()
      if (one === null) break
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
        turnAllAway(new ZtokenError('unavailable', { cause, retryAfterSeconds: 1 }))
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

  function turnAllAway(error: ZtokenError): void {
    for (const { reject } of queue.clear()) reject(error)
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
    async run(job, claimant, signal) {
      signal?.throwIfAborted()
      if (isClosed) throw new ZtokenError('unavailable')
      return new Promise<string | boolean>((resolve, reject) => {
        const one: Waiting = { job, claimant, signal, resolve, reject, leave }
        function leave(): void {
          queue.done(one)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', leave, { once: true })
        if (queue.add(one)) serve()
        else turnAway(one)
      })
    },
    async close() {
      isClosed = true
      turnAllAway(new ZtokenError('unavailable'))
      await endAll()
    },
  }
}

function settle({ resolve, reject }: Waiting, answer: HashAnswer, onFault: () => void): void {
  if (typeof answer !== 'object') {
    resolve(answer)
    return
  }
  onFault()
  reject(new ZtokenError('unavailable', { cause: new Error(answer.fault) }))
}

function turnAway({ signal, leave, reject }: Waiting): void {
  signal?.removeEventListener('abort', leave)
  reject(new ZtokenError('unavailable', { retryAfterSeconds: 1 }))
}
