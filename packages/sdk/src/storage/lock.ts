import { systemClock } from '../clock.ts'
import type { Lock } from '../ports.ts'
import type { WebStorage } from './text.ts'

interface LockManager {
  request(name: string, work: () => Promise<void>): Promise<void>
}

declare const navigator: { readonly locks?: LockManager } | undefined
declare const setInterval: (work: () => void, milliseconds: number) => unknown
declare const clearInterval: (timer: unknown) => void

const { now, wait } = systemClock

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

const heldMilliseconds = 1200
const renewMilliseconds = 400
/** Two that write at the same moment wait this long, twice it at most, and look who came last. */
const settleMilliseconds = 100

/**
 * A note that says who holds the lock and until when; its holder renews it, and a note that is not
 * renewed is free (attack A221). Two that write at the same moment look again after a moment. Where
 * both go on all the same, the server's ten seconds for the token before hold.
 */
async function noteLock(
  name: string,
  storage: WebStorage,
  work: () => Promise<void>,
): Promise<void> {
  const me = Math.random().toString(36).slice(2)
  const sign = (): void => storage.setItem(name, `${me} ${now() + heldMilliseconds}`)
  const isMine = (): boolean => storage.getItem(name)?.split(' ')[0] === me
  while (!isMine()) {
    if (isFree(storage.getItem(name))) sign()
    await wait(settleMilliseconds * (1 + Math.random()))
  }
  const timer = setInterval(sign, renewMilliseconds)
  try {
    await work()
  } finally {
    clearInterval(timer)
    if (isMine()) storage.removeItem(name)
  }
}

/** A note from a clock that was put back since counts for nothing. */
function isFree(note: string | null): boolean {
  const until = Number(note?.split(' ')[1])
  return !(until > now() && until <= now() + heldMilliseconds)
}
