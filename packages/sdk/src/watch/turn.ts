import type { Signal } from '../ports.ts'
import { noteLock } from '../storage/note-lock.ts'
import type { WebStorage } from '../storage/text.ts'

const scope = globalThis as {
  readonly localStorage?: unknown
  readonly navigator?: {
    readonly locks?: {
      request(
        name: string,
        options: { readonly signal: Signal },
        work: () => Promise<unknown>,
      ): Promise<unknown>
    }
  }
}

/**
 * One tab at a time, until the signal says so; the browser takes the turn back from a tab that is
 * closed. Without Web Locks (pages without TLS, older browsers) by a note in the storage, and where
 * there is none every tab at once. Never rejects where the work never does.
 */
export function inTurn(name: string, signal: Signal, work: () => Promise<void>): Promise<unknown> {
  const locks = scope.navigator?.locks
  const byNote = async (): Promise<void> =>
    noteLock(name, scope.localStorage as WebStorage, work, signal)
  const done: Promise<unknown> = locks?.request(name, { signal }, work) ?? byNote()
  // Some frames may see the locks and not use them; work that was called off ends by itself.
  return done.catch(work)
}
