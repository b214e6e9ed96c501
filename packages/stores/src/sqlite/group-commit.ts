import { unavailable as unavailableFor, ZtokenError } from '@ztoken/core'
import { type Engine, isBusy, isForbidden, type Value } from './engine.ts'

export interface GroupCommitOptions {
  readonly engine: Engine
  /** Throws where the file is not any more the one that was opened. */
  readonly requireFile: () => void
  /** How long a write waits for other processes. */
  readonly busyMilliseconds: number
  /** Called after each commit, before the writes are answered. Must not throw. */
  readonly committed: () => void
}

export interface GroupCommit {
  /**
   * Runs statements as one: all of them hold afterwards, or none. `work` may run again where
   * another process was in the way. Rejects with ZtokenError `unavailable`.
   */
  write<Result>(work: () => Result): Promise<Result>
  /** Writes what is waiting; what cannot be written is rejected. */
  close(): void
}

interface Write {
  readonly work: () => unknown
  readonly deadline: number
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** So many writes hold the event loop for a few milliseconds. */
const maximumBatch = 250

/**
 * What is written in one turn of the event loop shares one transaction, because waiting for the
 * disk is what a commit costs. Each write has a savepoint of its own, and each is answered when
 * the transaction is on the disk. It runs in one go: a read never sees what is not committed.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { engine, requireFile, busyMilliseconds, committed } = options
  const begin = engine.prepare('BEGIN IMMEDIATE')
  const savepoint = engine.prepare('SAVEPOINT one')
  const release = engine.prepare('RELEASE one')
  const undo = engine.prepare('ROLLBACK TO one')
  const queue: Write[] = []
  let isScheduled = false
  const version = engine.prepare('PRAGMA data_version')
  let seenVersion: Value | undefined

  function schedule(): void {
    if (isScheduled || queue.length === 0) return
    isScheduled = true
    // Others write as well: without a moment between two of our commits they would hardly get in.
    if (isShared()) setTimeout(flush, 1)
    else setImmediate(flush)
  }

  /** True where another process has committed since this was last asked. */
  function isShared(): boolean {
    try {
      const { data_version: now } = version.get() ?? {}
      const hasMoved = now !== seenVersion
      seenVersion = now
      return hasMoved
    } catch {
      // What is wrong shows when the transaction begins.
      return false
    }
  }

  function flush(): void {
    isScheduled = false
    const batch = queue.splice(0, maximumBatch)
    const answers = attempt(batch)
    if (answers === null) {
      isScheduled = true
      // Another process writes: it is asked again soon, and meanwhile reads go on.
      setTimeout(flush, 1 + Math.random() * 2)
      return
    }
    tell(answers)
    schedule()
  }

  function tell(answers: readonly (() => void)[]): void {
    if (answers.length > 0) committed()
    for (const answer of answers) answer()
  }

  /** Commits the writes together. Out: what to tell each, or null where they wait again. */
  function attempt(batch: readonly Write[]): (() => void)[] | null {
    if (batch.length === 0) return []
    try {
      requireFile()
      begin.run()
      const answers = batch.map(answerOf)
      // Not prepared: one that a foreign key refuses would stay unfinished and hold its snapshot.
      engine.exec('COMMIT')
      requireFile()
      return answers
    } catch (error) {
      rollBack()
      // A foreign key that is looked at with the commit alone: the others' writes are not its.
      if (isForbidden(error) && batch.length > 1) return apart(batch)
      const now = performance.now()
      const waiting = isBusy(error) ? batch.filter(({ deadline }) => deadline > now) : []
      queue.unshift(...waiting)
      for (const write of batch) if (!waiting.includes(write)) write.reject(unavailable(error))
      return waiting.length > 0 ? null : []
    }
  }

  /** Commits each by itself. What waits for another process is in the queue again. */
  function apart(batch: readonly Write[]): (() => void)[] {
    return batch.flatMap((one) => attempt([one]) ?? [])
  }

  function answerOf({ work, resolve, reject }: Write): () => void {
    savepoint.run()
    try {
      const result = work()
      release.run()
      return () => resolve(result)
    } catch (error) {
      // Fails where the engine has undone everything by itself, as it does where the disk is full.
      undo.run()
      release.run()
      return () => reject(unavailable(error))
    }
  }

  function rollBack(): void {
    try {
      engine.exec('ROLLBACK')
    } catch {
      // Nothing was begun, or the engine has rolled back by itself.
    }
  }

  return {
    write<Result>(work: () => Result): Promise<Result> {
      return new Promise<Result>((resolve, reject) => {
        const deadline = performance.now() + busyMilliseconds
        queue.push({ work, deadline, resolve: (result) => resolve(result as Result), reject })
        schedule()
      })
    },
    close() {
      while (queue.length > 0) {
        const answers = attempt(queue.splice(0, maximumBatch))
        if (answers === null) break
        tell(answers)
      }
      for (const { reject } of queue.splice(0))
        reject(unavailable(new Error('the store is closed')))
    },
  }
}

/** Whatever the engine fails with, the caller learns one thing: it could not be done. What we refused ourselves stays as it is. */
export function unavailable(cause: unknown): ZtokenError {
  if (cause instanceof ZtokenError) return cause
  if (isForbidden(cause)) return new ZtokenError('conflict', { cause })
  return unavailableFor(cause)
}
