import { setTimeout as pause } from 'node:timers/promises'
import { closeEngine, type Engine, isBusy, type Statement } from './engine.ts'
import { createGroupCommit, unavailable } from './group-commit.ts'
import type { SameFile } from './same-file.ts'

/** The questions of a store, put to one database file. */
export interface Connection {
  /** A statement that is made once and asked often. */
  prepare(sql: string): Statement
  /** Asks at once, and sees what is committed. Rejects with ZtokenError `unavailable`. */
  read<Result>(ask: () => Result): Promise<Result>
  /** Runs statements as one, together with what others write in the same turn. */
  write<Result>(work: () => Result): Promise<Result>
  /** Calls back after each commit of this process. Out: ends it. */
  onCommit(listener: () => void): () => void
  /** Changes whenever another connection has committed; null where it cannot be known. */
  dataVersion(): number | null
  close(): Promise<void>
}

export interface ConnectionOptions {
  readonly watched: SameFile
  readonly busyMilliseconds: number
}

export function connect(
  engine: Engine,
  { watched, busyMilliseconds }: ConnectionOptions,
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
  let isOpen = true

  /** An engine that was closed may still answer, with nothing: it is not asked. */
  function requireOpen(): void {
    if (!isOpen) throw new Error('the store is closed')
    watched.requireLately()
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
    read(ask) {
      try {
        requireOpen()
        return Promise.resolve(ask())
      } catch (error) {
        return isBusy(error) ? askAgain(ask) : Promise.reject(unavailable(error))
      }
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
      closeEngine(engine)
    },
  }
}
