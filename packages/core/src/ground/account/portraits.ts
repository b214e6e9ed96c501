import type { Tell } from '../tell.ts'

/** Called with the URL of a head portrait that its user has no longer. */
export type PortraitListener = (url: string) => void

/** Tells whoever keeps pictures that one is no longer anybody's. */
export interface Portraits {
  /** After the change is kept for good. A listener that fails disturbs nobody. */
  drop(url: string | null): void
  /** Calls back after each one. Out: ends it. */
  onDropped(listener: PortraitListener): () => void
}

export function createPortraits(tell: Tell): Portraits {
  const listeners = new Set<PortraitListener>()

  return {
    drop(url) {
      if (url === null) return
      for (const listener of listeners) tell(listener, url)
    },
    onDropped(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
