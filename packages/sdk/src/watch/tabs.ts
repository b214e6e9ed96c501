/** What the tabs of an origin say to each other; no word of it opens anything. */
interface Word {
  /** A tab holds this session. */
  readonly here?: string
  /** Who follows now asks which sessions there are. */
  readonly who?: true
  /** This session is over: whoever holds it asks why. */
  readonly over?: string
  /** Why, where it is known: a tab that had to ask may be signed out by then. */
  readonly reason?: string
}

interface Channel {
  postMessage(word: Word): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  close(): void
  /** Of Node alone, where an open channel keeps the process. */
  unref?(): void
}

const scope = globalThis as unknown as {
  readonly BroadcastChannel?: new (name: string) => Channel
}

/** As many as one stream takes; of more, those that came first are forgotten. */
const mostOthers = 32

/** The other tabs, as one tab knows them. */
export interface Tabs {
  /** The sessions that other tabs hold. */
  others(): string[]
  /** Calls when there is one more. */
  onOther: () => void
  /** Says which session this tab holds. */
  hold(sessionId: string | null): void
  /** Asks the others which they hold. */
  ask(): void
  /** Says that a session is over, and why where that is known. */
  tellOver(sessionId: string, reason?: string): void
  close(): void
}

/** `over` is called when another tab says that the session held here is over. */
export function openTabs(name: string, over: (reason?: string) => void): Tabs {
  const channel = openChannel(name)
  const others = new Set<string>()
  let held: string | null = null
  const say = (word: Word): void => channel?.postMessage(word)
  const sayHeld = (): void => void (held && say({ here: held }))

  const tabs: Tabs = {
    others: () => [...others].filter((id) => id !== held),
    onOther: () => {},
    hold(sessionId) {
      if (sessionId === held) return
      held = sessionId
      sayHeld()
    },
    ask: () => say({ who: true }),
    tellOver(sessionId, reason) {
      others.delete(sessionId)
      say(reason === undefined ? { over: sessionId } : { over: sessionId, reason })
    },
    close: () => channel?.close(),
  }
  if (channel) {
    channel.onmessage = ({ data }) => {
      const { who, over: ended, here, reason }: Word = Object(data)
      if (who) sayHeld()
      if (ended && ended === held) over(reason)
      if (typeof here !== 'string' || here === held || others.has(here)) return
      others.add(here)
      for (const id of others) if (others.size > mostOthers) others.delete(id)
      tabs.onOther()
    }
  }
  return tabs
}

/** Undefined where there is none, or the browser forbids it together with the storage. */
function openChannel(name: string): Channel | undefined {
  try {
    const channel = scope.BroadcastChannel && new scope.BroadcastChannel(name)
    channel?.unref?.()
    return channel
  } catch {
    return undefined
  }
}
