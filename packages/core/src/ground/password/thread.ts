import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { HashJob } from './formats/format.ts'

/** What a job comes to: the new hash, whether the password is the one, or why neither is known. */
export type HashAnswer = string | boolean | { readonly fault: string }

/** A thread of a low priority that computes hashes, one group of jobs after the other. */
export interface Thread {
  /** Rejects where the thread dies of it. */
  run(jobs: readonly HashJob[]): Promise<readonly HashAnswer[]>
  end(): Promise<void>
}

/** The same file from `src` and from `dist`: the compiler copies no JavaScript. */
const here = dirname(fileURLToPath(import.meta.url))
const file = join(here, '../../../src/ground/password/hash-worker.mjs')

/** `onExit` is told when the thread is no more, of whatever it died. */
export function startThread(onExit: () => void): Thread {
  // The process's own flags, such as a loader of TypeScript, would only slow the start; of its
  // variables, some of which are secrets, a thread needs none.
  const worker = new Worker(file, { execArgv: [], env: {} })
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
