import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { ZtokenError } from '@ztoken/contract'
import type { HashJob } from './formats/format.ts'

/** Threads of a low priority that compute hashes: as many as there are jobs at the same time. */
export interface Threads {
  /** Throws ZtokenError `unavailable` where the thread died of it. */
  run(job: HashJob): Promise<string | boolean>
  /** Ends the threads; what they had to do is answered `unavailable`, and so is what comes later. */
  close(): Promise<void>
}

interface Thread {
  readonly worker: Worker
  readonly rest: NodeJS.Timeout
  job: { resolve(answer: string | boolean): void; reject(error: Error): void } | null
}

/** The same file from `src` and from `dist`: the compiler copies no JavaScript. */
const here = dirname(fileURLToPath(import.meta.url))
const file = join(here, '../../src/password/hash-worker.mjs')
const restMilliseconds = 60_000

/** Nothing is started before the first job; a thread that has rested for a minute ends. */
export function createThreads(): Threads {
  const threads = new Set<Thread>()
  const resting: Thread[] = []
  let isClosed = false

  function start(): Thread {
    // The process's own flags, such as a loader of TypeScript, would only slow the start.
    const worker = new Worker(file, { execArgv: [] })
    const rest = setTimeout(() => {
      if (thread.job === null) end(thread)
    }, restMilliseconds).unref()
    const thread: Thread = { worker, rest, job: null }
    threads.add(thread)
    worker.on('message', (answer) => {
      const { job } = thread
      thread.job = null
      // A thread at rest keeps no process alive.
      worker.unref()
      rest.refresh()
      resting.push(thread)
      job?.resolve(answer)
    })
    worker.on('error', (cause) => drop(thread, cause))
    worker.on('exit', () => drop(thread))
    return thread
  }

  /** Forgotten first, so that no job is given to a thread that is ending. */
  async function end(thread: Thread): Promise<void> {
    drop(thread)
    await thread.worker.terminate()
  }

  function drop(thread: Thread, cause?: Error): void {
    clearTimeout(thread.rest)
    threads.delete(thread)
    if (resting.includes(thread)) resting.splice(resting.indexOf(thread), 1)
    thread.job?.reject(new ZtokenError('unavailable', { cause, retryAfterSeconds: 1 }))
    thread.job = null
  }

  return {
    async run(job) {
      if (isClosed) throw new ZtokenError('unavailable')
      const thread = resting.pop() ?? start()
      thread.worker.ref()
      return new Promise((resolve, reject) => {
        thread.job = { resolve, reject }
        thread.worker.postMessage(job)
      })
    },
    async close() {
      isClosed = true
      await Promise.all([...threads].map(end))
    },
  }
}
