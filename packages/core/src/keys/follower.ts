/** Keeps something up to date in the background. */
export interface Follower {
  follow(): void
  /** Now, without waiting for the next time. */
  hurry(): void
  close(): void
}

export interface FollowerOptions {
  readonly sync: () => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  /** Told of each fault once, until it is another or over. */
  readonly report: (error: unknown) => void
}

const pollMilliseconds = 10_000
/** A store nudges at every logout: for that the ring is read four times a second at most. */
const nudgeMilliseconds = 250

export function createFollower({ sync, onChange, report }: FollowerOptions): Follower {
  let timer: NodeJS.Timeout | undefined
  let nudge: NodeJS.Timeout | undefined
  let stopListening: () => void = () => undefined
  let isOpen = true
  let reported: string | null = null

  async function syncNow(): Promise<void> {
    if (!isOpen) return
    try {
      await sync()
      reported = null
    } catch (error) {
      const fault = Object(error).cause ?? error
      const words = fault instanceof Error ? String(fault) : 'failed'
      if (isOpen && reported !== words) report(fault)
      reported = words
    }
  }

  function poll(): void {
    timer = setTimeout(() => {
      void syncNow().finally(() => {
        if (isOpen) poll()
      })
    }, pollMilliseconds)
    timer.unref()
  }

  return {
    follow() {
      stopListening = onChange(() => {
        nudge ??= setTimeout(() => {
          nudge = undefined
          void syncNow()
        }, nudgeMilliseconds).unref()
      })
      poll()
    },
    hurry: () => void syncNow(),
    close() {
      isOpen = false
      clearTimeout(timer)
      clearTimeout(nudge)
      stopListening()
    },
  }
}
