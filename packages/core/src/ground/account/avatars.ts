import type { Tell } from '../tell.ts'

/** Called with the URL of an avatar that its user has no longer. */
export type AvatarListener = (url: string) => void

/** Tells whoever keeps pictures that one is no longer anybody's. */
export interface Avatars {
  /** After the change is kept for good. A listener that fails disturbs nobody. */
  drop(url: string | null): void
  /** Calls back after each one. Out: ends it. */
  onDropped(listener: AvatarListener): () => void
}

export function createAvatars(tell: Tell): Avatars {
  const listeners = new Set<AvatarListener>()

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
