interface Target {
  addEventListener?(type: string, listener: () => void): void
  removeEventListener?(type: string, listener: () => void): void
}

/** What of a page says whether somebody looks at it, and whether there may be a network. */
const scope = globalThis as Target & {
  readonly document?: Target & { readonly visibilityState?: string }
}

export function isHidden(): boolean {
  return scope.document?.visibilityState === 'hidden'
}

/** Calls when the page is shown or hidden, and when the network is back. Gives the way to stop. */
export function onPage(shown: () => void, online: () => void): () => void {
  const { document } = scope
  document?.addEventListener?.('visibilitychange', shown)
  scope.addEventListener?.('online', online)
  return () => {
    document?.removeEventListener?.('visibilitychange', shown)
    scope.removeEventListener?.('online', online)
  }
}
