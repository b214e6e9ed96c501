import type { Connection } from './connection.ts'
import type { Records } from './records.ts'

/** How often another process's commits are looked for, while somebody listens. */
const lookMilliseconds = 25

/**
 * Tells listeners that something may be new: after a revocation or a change of the keys here, and
 * after any commit of another one, which SQLite shows as a number that changes.
 */
export function createWatch(
  { dataVersion }: Connection,
  { onNews }: Records,
): (listener: () => void) => () => void {
  const listeners = new Set<() => void>()
  let seen: number | null = null
  let timer: NodeJS.Timeout | undefined
  let stopHere: () => void = () => undefined

  function tell(): void {
    // A listener that throws is nobody's failed write.
    queueMicrotask(() => {
      for (const listener of listeners) listener()
    })
  }

  function look(): void {
    const version = dataVersion()
    // What cannot be read now is read the next time; the polling under this finds it anyway.
    if (version === null || version === seen) return
    const isNews = seen !== null
    seen = version
    if (isNews) tell()
  }

  function start(): void {
    seen = null
    look()
    timer = setInterval(look, lookMilliseconds).unref()
    stopHere = onNews(tell)
  }

  function stop(): void {
    clearInterval(timer)
    stopHere()
  }

  return (listener) => {
    // Of one listener given twice each has its own end.
    const own = (): void => listener()
    if (listeners.size === 0) start()
    listeners.add(own)
    return () => {
      if (listeners.delete(own) && listeners.size === 0) stop()
    }
  }
}
