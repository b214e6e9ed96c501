import type { Signal } from '../ports.ts'

const scope = globalThis as {
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
 * One tab of a session at a time, until the signal says so; the browser takes the turn back from a
 * tab that is closed. Without Web Locks (pages without TLS, older browsers) every tab at once.
 * Never rejects where the work never does.
 */
export function inTurn(
  name: string,
  signal: Signal,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const locks = scope.navigator?.locks
  const done: Promise<unknown> = locks?.request(name, { signal }, work) ?? work()
  // Some frames may see the locks and not use them; work that was called off ends by itself.
  return done.catch(work)
}
