import type { TokenStorage } from '../ports.ts'
import { tabLock } from './lock.ts'
import { findSealer, type Sealed } from './sealed.ts'
import { textIn, type WebStorage } from './text.ts'

interface Channel {
  postMessage(message: unknown): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  close(): void
}

interface Page {
  readonly localStorage: WebStorage
  readonly sessionStorage: WebStorage
  readonly BroadcastChannel?: new (name: string) => Channel
  addEventListener?(type: string, listener: (event: { readonly key?: unknown }) => void): void
  removeEventListener?(type: string, listener: (event: { readonly key?: unknown }) => void): void
}

const page = globalThis as unknown as Page

export interface WebStorageOptions {
  /** The name in the storage; `ztoken` unless given. */
  readonly name?: string
}

/**
 * Tokens in localStorage: shared by all tabs of the origin, still there after a restart, and within
 * reach of every script that runs on the origin (OWASP HTML5 Security Cheat Sheet). Choose it
 * knowingly; memory is the default.
 */
export function localTokenStorage({ name = 'ztoken' }: WebStorageOptions = {}): TokenStorage {
  const kept = textIn(() => page.localStorage, name)
  return {
    ...kept,
    lock: tabLock(name, () => page.localStorage, kept.read),
    watch(listener) {
      const heard = ({ key }: { readonly key?: unknown }): void => {
        // No key: everything was cleared, or the page came back from the history (attack A099).
        if (key === name || !key) listener()
      }
      const events = ['storage', 'pageshow']
      for (const event of events) page.addEventListener?.(event, heard)
      return () => {
        for (const event of events) page.removeEventListener?.(event, heard)
      }
    },
  }
}

/**
 * Tokens in sessionStorage: of one tab, still there after a reload. A browser that duplicates a tab
 * copies them: the copies tell each other what replaces what, so that none goes on with a refresh
 * token that was used. What they say is sealed under what they already hold: no other tab or script
 * of the origin reads it (attack S12). Where a browser cannot seal, nothing is said, and a copy that
 * comes late has to sign in again.
 */
export function sessionTokenStorage({ name = 'ztoken' }: WebStorageOptions = {}): TokenStorage {
  const kept = textIn(() => page.sessionStorage, name)
  const sealer = findSealer()
  const channel = sealer && page.BroadcastChannel && new page.BroadcastChannel(name)
  let listener = (): void => {}
  let last: Promise<unknown> = Promise.resolve()

  /** In the order in which things were written and heard; what fails was for somebody else. */
  function inTurn(work: () => Promise<void>): void {
    last = last.then(work).catch(() => {})
  }

  if (channel) {
    channel.onmessage = ({ data }) =>
      inTurn(async () => {
        const before = kept.read()
        if (before === null) return
        const text = await sealer.open(before, data as Sealed)
        if (kept.read() !== before) return
        kept.write(text || null)
        listener()
      })
  }
  return {
    // Of the browser: a tab that is closed does not make the device a stranger.
    device: textIn(() => page.localStorage, name).device,
    isLasting: kept.isLasting,
    read: kept.read,
    write(text) {
      const before = kept.read()
      kept.write(text)
      if (!channel || before === null) return
      inTurn(async () => channel.postMessage(await sealer.seal(before, text ?? '')))
    },
    lock: tabLock(name, () => page.sessionStorage, kept.read),
    watch(watcher) {
      listener = watcher
      // A page in the history hears nothing of what is done in its tab meanwhile (attack A099).
      page.addEventListener?.('pageshow', watcher)
      return () => {
        page.removeEventListener?.('pageshow', watcher)
        channel?.close()
      }
    },
  }
}
