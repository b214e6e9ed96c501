import { systemClock } from '../clock.ts'
import type { WebStorage } from './text.ts'

export type Lock = <T>(work: () => Promise<T>) => Promise<T>

interface LockManager {
  request<T>(name: string, work: () => Promise<T>): Promise<T>
}

declare const navigator: { readonly locks?: LockManager } | undefined
declare const setInterval: (work: () => void, milliseconds: number) => unknown
declare const clearInterval: (timer: unknown) => void

/**
 * One at a time among all tabs: by Web Locks, which the browser takes back from a tab that is
 * closed; without them (pages without TLS, older browsers) by a note in the storage.
 */
export function tabLock(name: string, storage: () => WebStorage): Lock {
  const lockName = `${name}.lock`
  const byNote = noteLock(lockName, storage)
  return async (work) => {
    const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
    if (locks === undefined) return byNote(work)
    let isOurs = false
    try {
      return await locks.request(lockName, () => {
        isOurs = true
        return work()
      })
    } catch (error) {
      // Some frames may see the manager and not use it.
      if (isOurs) throw error
      return byNote(work)
    }
  }
}

const heldMilliseconds = 1500
const renewMilliseconds = 500
const settleMilliseconds = 30

/**
 * A note that says who holds the lock and until when; its holder renews it, and a note that is not
 * renewed is free (attack A221). Two that write at the same moment look again after a moment. Where
 * both go on all the same, the server's ten seconds for the token before hold.
 */
export function noteLock(name: string, storage: () => WebStorage): Lock {
  const { now, wait } = systemClock

  return async (work) => {
    const me = Math.random().toString(36).slice(2)
    const sign = (): void => storage().setItem(name, `${me} ${now() + heldMilliseconds}`)
    const isMine = (): boolean => storage().getItem(name)?.split(' ')[0] === me
    let timer: unknown
    try {
      while (!isMine()) {
        if (isFree(storage().getItem(name), now())) sign()
        await wait(settleMilliseconds * (1 + Math.random()))
      }
      timer = setInterval(sign, renewMilliseconds)
    } catch {
      // A storage that cannot be used is shared with nobody.
    }
    try {
      return await work()
    } finally {
      clearInterval(timer)
      release(isMine, () => storage().removeItem(name))
    }
  }
}

function release(isMine: () => boolean, remove: () => void): void {
  try {
    if (isMine()) remove()
  } catch {
    // As above.
  }
}

/** A note from a clock that was put back since counts for nothing. */
function isFree(note: string | null, now: number): boolean {
  const until = Number(note?.split(' ')[1])
  return !(until > now && until <= now + heldMilliseconds)
}
