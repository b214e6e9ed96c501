import { Worker } from 'node:worker_threads'
import { bareStart } from '../bare-start.ts'
import type { HashJob } from './formats/format.ts'

/** What a job comes to: the new hash, whether the password is the one, or why neither is known. */
export type HashAnswer = string | boolean | HashFault

/** `engine`: the one that is not there. */
export interface HashFault {
  readonly fault: string
  readonly engine?: string
}

/** A thread of a low priority that computes hashes, one group of jobs after the other. */
export interface Thread {
  /** Rejects where the thread dies of it. */
  run(jobs: readonly HashJob[]): Promise<readonly HashAnswer[]>
  end(): Promise<void>
}

/** `onExit` is told when the thread is no more, of whatever it died. */
export function startThread(onExit: () => void): Thread {
  const { env, execArgv } = bareStart()
  // Spelt out: bundlers find the file by this form, and read the options as they stand.
  const worker = new Worker(
    new URL('./hash-worker.mjs', import.meta.url),
    /* @vite-ignore */ {
      env,
      execArgv,
    },
  )
  let group: { resolve(answers: readonly HashAnswer[]): void; reject(cause: unknown): void } | null
  group = null

  worker.on('message', (answers) => {
    // A thread at rest keeps no process alive.
    worker.unref()
    group?.resolve(answers)
    group = null
  })
  worker.on('error', gone)
  worker.on('exit', gone)

  function gone(cause: unknown): void {
    onExit()
    group?.reject(cause)
    group = null
  }

  return {
    run: (jobs) =>
      new Promise((resolve, reject) => {
        group = { resolve, reject }
        worker.ref()
        worker.postMessage(jobs)
      }),
    async end() {
      await worker.terminate()
    },
  }
}
