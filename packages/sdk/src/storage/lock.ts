import { systemClock } from '../clock.ts'
import type { Lock } from '../ports.ts'
import { noteLock } from './note-lock.ts'
import type { WebStorage } from './text.ts'

interface LockManager {
  request(name: string, work: () => Promise<void>): Promise<void>
}

declare const navigator: { readonly locks?: LockManager } | undefined

const { wait } = systemClock

/**
 * A browser shows what one tab writes to localStorage to the others a moment later. So a lock under
 * which something was written stays taken until they have surely seen it; the writer itself goes on.
 */
const seenMilliseconds = 1000

/**
 * One at a time among all tabs: by Web Locks, which the browser takes back from a tab that is
 * closed; without them (pages without TLS, older browsers) by a note in the storage.
 */
export function tabLock(name: string, storage: () => WebStorage, read: () => string | null): Lock {
  const lockName = `${name}.lock`
  return (work) =>
    new Promise((resolve, reject) => {
      let hasBegun = false
      const hold = async (): Promise<void> => {
        hasBegun = true
        const before = read()
        const done = work()
        done.then(resolve, reject)
        await done
        if (read() !== before) await wait(seenMilliseconds)
      }
      const byNote = async (): Promise<void> => noteLock(lockName, storage(), hold)
      const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
      const held = locks === undefined ? byNote() : locks.request(lockName, hold)
      held
        // Some frames may see the locks and not use them; some may not use the storage either.
        .catch(() => (hasBegun ? undefined : byNote()))
        .catch(() => (hasBegun ? undefined : hold()))
        .catch(reject)
    })
}
