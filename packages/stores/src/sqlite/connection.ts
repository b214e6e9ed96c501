import { setTimeout as pause } from 'node:timers/promises'
import { closeEngine, type Engine, isBusy, type Row, type Statement } from './engine.ts'
import { createGroupCommit, unavailable } from './group-commit.ts'
import { createLongReads } from './long-reads.ts'
import type { Question } from './read-thread.ts'
import type { SameFile } from './same-file.ts'

/** The questions of a store, put to one database file. */
export interface Connection {
  /** A statement that is made once and asked often. */
  prepare(sql: string): Statement
  /** Asks at once, and sees what is committed. Rejects with ZtokenError `unavailable`. */
  read<Result>(ask: () => Result): Promise<Result>
  /**
   * The same for one statement that may take long: of a large file it is read on a thread of its own
   * and holds up nobody but who asks the same way.
   */
  readLong(question: Question): Promise<Row[]>
  /** Runs statements as one, together with what others write in the same turn. */
  write<Result>(work: () => Result): Promise<Result>
  /** Calls back after each commit of this process. Out: ends it. */
  onCommit(listener: () => void): () => void
  /** Changes whenever another connection has committed; null where it cannot be known. */
  dataVersion(): number | null
  close(): Promise<void>
}

export interface ConnectionOptions {
  readonly file: string
  readonly watched: SameFile
  readonly busyMilliseconds: number
  readonly threadFromBytes: number
}

export function connect(
  engine: Engine,
  { file, watched, busyMilliseconds, threadFromBytes }: ConnectionOptions,
): Connection {
  const listeners = new Set<() => void>()
  const version = engine.prepare('PRAGMA data_version')
  const writes = createGroupCommit({
    engine,
    requireFile: watched.require,
    busyMilliseconds,
    committed() {
      for (const listener of listeners) listener()
    },
  })
  const longReads = createLongReads({
    file,
    requireOpen() {
      requireOpen()
      watched.require()
    },
    fromBytes: threadFromBytes,
    patienceMilliseconds: busyMilliseconds,
  })
  const statements = new Map<string, Statement>()
  let isOpen = true

  /** An engine that was closed may still answer, with nothing: it is not asked. */
  function requireOpen(): void {
    if (!isOpen) throw new Error('the store is closed')
    watched.requireLately()
  }

  /** A statement that is made when it is first asked. */
  function statement(text: string): Statement {
    const known = statements.get(text) ?? engine.prepare(text)
    statements.set(text, known)
    return known
  }

  function read<Result>(ask: () => Result): Promise<Result> {
    try {
      requireOpen()
      return Promise.resolve(ask())
    } catch (error) {
      return isBusy(error) ? askAgain(ask) : Promise.reject(unavailable(error))
    }
  }

  async function askAgain<Result>(ask: () => Result): Promise<Result> {
    const deadline = performance.now() + busyMilliseconds
    for (;;) {
      await pause(5)
      try {
        requireOpen()
        return ask()
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw unavailable(error)
      }
    }
  }

  return {
    prepare: (sql) => engine.prepare(sql),
    read,
    async readLong(question) {
      const rows = await longReads
        .all(question)
        .catch((error) => Promise.reject(unavailable(error)))
      return rows ?? read(() => statement(question.text).all(...question.values))
    },
    write: (work) =>
      isOpen ? writes.write(work) : Promise.reject(unavailable(new Error('the store is closed'))),
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dataVersion() {
      try {
        requireOpen()
        return Number(version.get()?.data_version)
      } catch {
        return null
      }
    },
    async close() {
      if (!isOpen) return
      writes.close()
      isOpen = false
      // Only the last to close it brings everything into the one file.
      await longReads.close()
      closeEngine(engine)
    },
  }
}
