import type { Signal } from './ports.ts'

/** What work gives, or a rejection as soon as the signal says so. The work itself goes on. */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: Signal | null | undefined,
  failure: (code: 'aborted') => Error,
): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(failure('aborted'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    work.then(resolve, reject).then(() => signal.removeEventListener('abort', stop))
  })
}
