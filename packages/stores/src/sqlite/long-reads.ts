import { statSync } from 'node:fs'
import type { Row } from './engine.ts'
import { type Question, type ReadThread, startReadThread } from './read-thread.ts'

/** Questions that may take long, one after another on a thread of their own. */
export interface LongReads {
  /**
   * The rows as they were committed when the question's turn came. Out: null where the file is small
   * or no thread can be had. Rejects where the engine fails, the thread dies or others ask for too long.
   */
  all(question: Question): Promise<Row[] | null>
  /** Ends the thread, once the store is closed; who still waits is refused. */
  close(): Promise<void>
}

export interface LongReadsOptions {
  readonly file: string
  /** Throws where the store is closed, and where the file is not any more the one that was opened. */
  readonly requireOpen: () => void
  /** Of a smaller file nothing takes long, and no thread is started. */
  readonly fromBytes: number
  /** How long a question waits for those before it. */
  readonly patienceMilliseconds: number
}

/** After so long without a question the thread ends; where none can be had, so long none is tried. */
const restMilliseconds = 60_000
const mostWaiting = 200

/** The thread is started with the first question: without any it costs nothing. */
export function createLongReads(options: LongReadsOptions): LongReads {
  const { file, requireOpen, fromBytes, patienceMilliseconds } = options
  let thread: ReadThread | null = null
  let nextStart = 0
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let rest: NodeJS.Timeout | undefined

  /** What is in memory is this connection's alone. */
  function isLarge(): boolean {
    if (file === ':memory:') return false
    return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= fromBytes
  }

  async function threadOrNull(): Promise<ReadThread | null> {
    if (thread !== null || performance.now() < nextStart) return thread
    let mine: ReadThread
    try {
      mine = await startReadThread(file, () => {
        if (thread === mine) thread = null
      })
    } catch {
      // A bundle without its file, a process that may have no more threads.
      nextStart = performance.now() + restMilliseconds
      return null
    }
    thread = mine
    try {
      // What was put under the name meanwhile is another file.
      requireOpen()
    } catch (error) {
      await end()
      throw error
    }
    return thread
  }

  async function end(): Promise<void> {
    clearTimeout(rest)
    const ending = thread
    thread = null
    await ending?.end()
  }

  async function answer(question: Question, deadline: number): Promise<Row[] | null> {
    requireOpen()
    if (performance.now() > deadline) throw new Error('what others asked took too long')
    clearTimeout(rest)
    try {
      return (await (await threadOrNull())?.ask(question)) ?? null
    } finally {
      rest = setTimeout(end, restMilliseconds).unref()
    }
  }

  return {
    all(question) {
      if (!isLarge()) return Promise.resolve(null)
      if (waiting >= mostWaiting) return Promise.reject(new Error('too many ask at once'))
      const patience = waiting === 0 ? Number.POSITIVE_INFINITY : patienceMilliseconds
      const deadline = performance.now() + patience
      waiting += 1
      const mine = last.then(() => answer(question, deadline)).finally(() => (waiting -= 1))
      last = mine.catch(() => undefined)
      return mine
    },
    async close() {
      await end()
      // Whoever was just starting the thread sees that the store is closed, and ends it.
      await last
    },
  }
}
