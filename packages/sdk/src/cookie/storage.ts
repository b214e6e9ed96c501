import type { TokenStorage } from '../ports.ts'
import { tabLock } from '../storage/lock.ts'
import { textIn, type WebStorage } from '../storage/text.ts'

interface Channel {
  postMessage(word: Word): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
}

/** What the tabs of an origin say to each other. */
interface Word {
  /** Whoever has tokens is asked for them. */
  readonly ask?: true
  readonly text?: string
}

interface Page {
  readonly localStorage: WebStorage
  readonly BroadcastChannel?: new (name: string) => Channel
  addEventListener?(type: string, listener: (event: { readonly key?: unknown }) => void): void
}

const page = globalThis as unknown as Page

export interface CookieStorage extends TokenStorage {
  readonly ready: Promise<void>
  readonly lock: NonNullable<TokenStorage['lock']>
  /** True where somebody is signed in on this browser, and this tab does not hold their tokens. */
  isBehind(): boolean
  /** Asks the other tabs for what they hold. */
  ask(): void
  /** Calls when somebody else has signed in, the page has come back, or the network has. */
  onBehind: () => void
  /** The logout that a server has not heard of yet. */
  readonly leaving: { read(): string | null; write(text: string | null): void }
}

/**
 * Access tokens in the memory of each tab. localStorage holds which session the browser is in, no
 * secret, so that a tab knows whether there is anything to ask for and what is said by others is
 * told from what is over; the tokens go from tab to tab by a channel, which tells the scripts of
 * this origin nothing that they could not ask the server for.
 */
export function cookieStorage(
  name: string,
  ready: Promise<void>,
  isInUse: () => boolean,
): CookieStorage {
  const keptIn = (what: string) => textIn(() => page.localStorage, `${name}.${what}`)
  const current = keptIn('session')
  const channel = openChannel(`${name}.tokens`)
  let text: string | null = null
  let listener = (): void => {}

  const storage: CookieStorage = {
    ready,
    leaving: keptIn('leaving'),
    read: () => text,
    write(next) {
      text = next
      current.write(sessionIn(next))
      if (next !== null) say({ text: next })
    },
    isLasting: current.isLasting,
    lock: tabLock(
      name,
      () => page.localStorage,
      () => text,
    ),
    watch(watcher) {
      listener = watcher
      return () => {
        listener = () => {}
      }
    },
    isBehind: () => isInUse() && current.read() !== null && sessionIn(text) !== current.read(),
    ask: () => say({ ask: true }),
    onBehind: () => {},
  }

  function say(word: Word): void {
    channel?.postMessage(word)
  }

  function take(next: string | null): void {
    text = next
    listener()
  }

  /** What this tab shows is over, or another's: a page that comes back from the history, too. */
  function look(): void {
    if (isInUse() && sessionIn(text) !== null && sessionIn(text) !== current.read()) take(null)
    if (isInUse()) storage.onBehind()
  }

  if (channel !== undefined) {
    channel.onmessage = ({ data }) => {
      const { ask, text: said }: Word = Object(data)
      if (ask && sessionIn(text) !== null) say({ text: text as string })
      if (typeof said === 'string' && sessionIn(said) === current.read()) take(said)
    }
  }
  page.addEventListener?.('storage', ({ key }) => {
    if (key === `${name}.session` || !key) look()
  })
  page.addEventListener?.('pageshow', look)
  page.addEventListener?.('online', look)
  return storage
}

/** Undefined where there is none, or the browser forbids it together with the storage. */
function openChannel(name: string): Channel | undefined {
  try {
    return page.BroadcastChannel && new page.BroadcastChannel(name)
  } catch {
    return undefined
  }
}

/** Whatever a stranger wrote there means: no session. */
function sessionIn(text: string | null): string | null {
  try {
    return JSON.parse(text ?? '').session?.id ?? null
  } catch {
    return null
  }
}
