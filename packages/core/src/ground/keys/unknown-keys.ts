import { setTimeout as pause } from 'node:timers/promises'
import { publicHeaderOf } from '@ztoken/token'

/** Tokens under keys that are not known here, which may be a moment old. */
export interface UnknownKeys {
  /**
   * In: a token that was refused. Out: null where nothing can come of asking; else resolves when
   * the keys have been asked for since: then it is worth reading again.
   * Rejects with ZtokenError `unavailable`.
   */
  lookFor(token: string): Promise<void> | null
}

export interface UnknownKeysOptions {
  /** True for the header of a key that reads here. */
  readonly isKnown: (header: string) => boolean
  /** Looks whether there are other keys, and takes them up. */
  readonly look: () => Promise<void>
}

/** Strangers can make up as many keys as they like: so often the store is asked for their sake. */
const restMilliseconds = 20
const mostMisses = 1000

/**
 * A key that nobody knows is asked for once before its tokens are refused. One look at a time
 * answers everybody who came before it began; what was not found is remembered, in a bounded list.
 */
export function createUnknownKeys({ isKnown, look }: UnknownKeysOptions): UnknownKeys {
  const misses = new Set<string>()
  let running: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null

  function lookNext(): Promise<void> {
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = null
        const answer = look()
        running = answer
          .catch(() => undefined)
          .then(() => pause(restMilliseconds, undefined, { ref: false }))
        return answer
      })
    return waiting
  }

  function remember(header: string): void {
    misses.add(header)
    const [oldest] = misses
    if (misses.size > mostMisses && oldest !== undefined) misses.delete(oldest)
  }

  return {
    lookFor(token) {
      const header = publicHeaderOf(token)
      if (header === null || isKnown(header) || misses.has(header)) return null
      return lookNext().then(() => {
        if (!isKnown(header)) remember(header)
      })
    },
  }
}
