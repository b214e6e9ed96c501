import { ZtokenError } from '@ztoken/contract'
import { addDuration, type Durations, noDurations } from '../durations.ts'
import { type Claim, type Claimant, createFairQueue } from './fair-queue.ts'
import type { HashJob } from './formats/format.ts'
import type { HashAnswer, Thread } from './thread.ts'
import { threads } from './threads.ts'

/** Runs so many jobs at a time, lets so many wait, each claimant a share, and turns the rest away. */
export interface Pool {
  /**
   * Out: the new hash, or whether the password is the one. Throws ZtokenError `unavailable`, with
   * the seconds after which to try again, and the signal's reason where it aborts before a thread
   * was given the job.
   */
  run(job: HashJob, claimant: Claimant, signal?: AbortSignal): Promise<string | boolean>
  /**
   * Ends the threads that work for it and, with the last pool of the process, those at rest; what
   * they had to do is answered `unavailable`, and so is what comes later.
   */
  close(): Promise<void>
  state(): HashingState
}

/** What hashing came to since the start, and who waits for it now. */
export interface HashingState {
  /** Jobs that have no thread yet. */
  readonly waiting: number
  /** Threads at work. */
  readonly working: number
  /** Jobs for which there was no place. */
  readonly turnedAway: number
  /** How long jobs waited for a thread. */
  readonly waits: Durations
}

interface Waiting extends Claim {
  readonly job: HashJob
  readonly since: number
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

/** No thread is borrowed before the first job. `onFault` is told where a job came to nothing. */
export function createPool(
  concurrency: number,
  queueLimit: number,
  onFault: () => void = () => undefined,
): Pool {
  const queue = createFairQueue<Waiting>({
    places: concurrency + queueLimit,
    onDisplaced: refuse,
  })
  const leaveThreads = threads.join()
  const working = new Set<Thread>()
  const waits = noDurations()
  let turnedAway = 0
  let isClosed = false

  function refuse(one: Waiting): void {
    turnedAway += 1
    turnAway(one)
  }

  function serve(): void {
    while (queue.waiting > 0 && working.size < concurrency) {
      const thread = tryToBorrow()
      if (thread === null) return
      void give(thread, nextGroup())
    }
  }

  async function give(thread: Thread, group: readonly Waiting[]): Promise<void> {
    working.add(thread)
    try {
      const answers = await thread.run(group.map(({ job }) => job))
      for (const [at, one] of group.entries()) settle(one, answers[at] as HashAnswer, onFault)
    } catch (cause) {
      onFault()
      const error = new ZtokenError('unavailable', { cause, retryAfterSeconds: 1 })
      for (const { reject } of group) reject(error)
    }
    working.delete(thread)
    threads.giveBack(thread)
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
      addDuration(waits, (performance.now() - one.since) / 1000)
      group.push(one)
    }
    return group
  }

  /** Where the process may have no more threads or files, those that work here do what waits. */
  function tryToBorrow(): Thread | null {
    try {
      return threads.borrow()
    } catch (cause) {
      if (working.size === 0)
        turnAllAway(new ZtokenError('unavailable', { cause, retryAfterSeconds: 1 }))
      return null
    }
  }

  function turnAllAway(error: ZtokenError): void {
    for (const { reject } of queue.clear()) reject(error)
  }

  return {
    async run(job, claimant, signal) {
      signal?.throwIfAborted()
      if (isClosed) throw new ZtokenError('unavailable')
      return new Promise<string | boolean>((resolve, reject) => {
        const since = performance.now()
        const one: Waiting = { job, since, claimant, signal, resolve, reject, leave }
        function leave(): void {
          queue.done(one)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', leave, { once: true })
        if (queue.add(one)) serve()
        else refuse(one)
      })
    },
    state: () => ({ waiting: queue.waiting, working: working.size, turnedAway, waits }),
    async close() {
      isClosed = true
      turnAllAway(new ZtokenError('unavailable'))
      await Promise.all([...working].map((thread) => threads.end(thread)))
      await leaveThreads()
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
