import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { bareStart } from '@ztoken/core'
import { type EngineName, engineName, type Row, type Value } from './engine.ts'

/** What the thread reads, and by which engine. */
export interface Reading {
  readonly file: string
  readonly engine: EngineName
  /** Two numbers that both see: what the thread does, 0 nothing, 1 reading, 2 no more; 1 once it has ended. */
  readonly state: Int32Array
}

export interface Question {
  readonly text: string
  readonly values: readonly Value[]
}

type Message =
  | { readonly isReady: true }
  | { readonly rows: Row[] }
  /** In the words of the engine. */
  | { readonly fault: string }

/** A thread with a connection of its own, which is asked one question at a time. */
export interface ReadThread {
  /** The rows. Rejects where the engine fails, and where the thread ends of it. */
  ask(question: Question): Promise<Row[]>
  /** Waits for the question that is asked, but not for ever: the thread ends after it. */
  end(): Promise<void>
}

/** A thread that reads for longer is left to itself: SQLite is not to be interrupted from here. */
const endMilliseconds = 1_000
const exitMilliseconds = 10_000

/**
 * Opens the file on a thread of its own. `onExit` is told when the thread is no more, of whatever it
 * died. Rejects where no thread can be had.
 */
export async function startReadThread(file: string, onExit: () => void): Promise<ReadThread> {
  const state = new Int32Array(new SharedArrayBuffer(8))
  const reading: Reading = { file, engine: engineName(), state }
  const { env, execArgv } = bareStart()
  // Spelt out: bundlers find the file by this form, and read the options as they stand.
  const worker = new Worker(
    new URL('./read-worker.mjs', import.meta.url),
    /* @vite-ignore */ {
      env,
      execArgv,
      workerData: reading,
    },
  )
  let asked: { resolve(rows: Row[]): void; reject(cause: unknown): void } | null = null

  /** libsql that is stopped while it reads takes the process along, so what is begun is read. */
  function waitAtExit(): void {
    if (Atomics.exchange(state, 0, 2) === 1) Atomics.wait(state, 1, 0, exitMilliseconds)
  }

  function gone(cause: unknown): void {
    onExit()
    asked?.reject(cause)
    asked = null
  }

  const started = new Promise<Row[]>((resolve, reject) => {
    asked = { resolve, reject }
  })
  worker.on('message', (message: Message) => {
    // A thread at rest keeps no process alive.
    worker.unref()
    if ('fault' in message) asked?.reject(new Error(message.fault))
    else asked?.resolve('rows' in message ? message.rows : [])
    asked = null
  })
  worker.on('error', gone)
  worker.on('exit', () => {
    process.off('exit', waitAtExit)
    gone(new Error('the reading thread has ended'))
  })
  process.on('exit', waitAtExit)
  await started

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject }
        worker.ref()
        worker.postMessage(question)
      }),
    async end() {
      const ended = new Promise((resolve) => worker.once('exit', resolve))
      worker.ref()
      worker.postMessage('end')
      await Promise.race([ended, pause(endMilliseconds, undefined, { ref: false })])
      worker.unref()
      gone(new Error('the store is closed'))
    },
  }
}
