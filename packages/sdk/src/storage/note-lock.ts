import { systemClock } from '../clock.ts'
import type { Signal } from '../ports.ts'
import type { WebStorage } from './text.ts'

declare const setInterval: (work: () => void, milliseconds: number) => unknown
declare const clearInterval: (timer: unknown) => void

const { now, wait } = systemClock

const heldMilliseconds = 1200
const renewMilliseconds = 400
/** Two that write at the same moment wait this long, twice it at most, and look who came last. */
const settleMilliseconds = 100

/**
 * A note that says who holds the lock and until when; its holder renews it, and a note that is not
 * renewed is free (attack A221). Two that write at the same moment look again after a moment. Where
 * both go on all the same, the server's ten seconds for the token before hold. Whoever waits and is
 * called off leaves.
 */
export async function noteLock(
  name: string,
  storage: WebStorage,
  work: () => Promise<void>,
  signal?: Signal,
): Promise<void> {
  const me = Math.random().toString(36).slice(2)
  const sign = (): void => storage.setItem(name, `${me} ${now() + heldMilliseconds}`)
  const isMine = (): boolean => storage.getItem(name)?.split(' ')[0] === me
  while (!isMine()) {
    if (signal?.aborted) return
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
