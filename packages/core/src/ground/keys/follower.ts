/** Keeps something up to date in the background. */
export interface Follower {
  follow(): void
  /** Everything anew, now, without waiting for the next time. */
  hurry(): void
  close(): void
}

export interface FollowerOptions {
  /** Looks, at little cost, whether something has changed, and takes it up then. */
  readonly look: () => Promise<void>
  /** Takes up everything anew. */
  readonly sync: () => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  /** How often it looks, besides whenever it is told of a change. */
  readonly pollMilliseconds: number
  /** Told of each fault once, until it is another or over. */
  readonly report: (error: unknown) => void
}

/** What a look does not see, such as a ring rewritten under its number, is seen by then. */
const syncMilliseconds = 10_000

export function createFollower(options: FollowerOptions): Follower {
  const { look, sync, onChange, pollMilliseconds, report } = options
  const looksForEachSync = Math.max(1, Math.ceil(syncMilliseconds / pollMilliseconds))
  let looks = 0
  let timer: NodeJS.Timeout | undefined
  let stopListening: () => void = () => undefined
  let isOpen = true
  let reported: string | null = null

  /** A fault is over when everything has been taken up anew. */
  async function attempt(work: () => Promise<void>, isWhole: boolean): Promise<void> {
    if (!isOpen) return
    try {
      await work()
      if (isWhole) reported = null
    } catch (error) {
      const fault = Object(error).cause ?? error
      const words = fault instanceof Error ? String(fault) : 'failed'
      if (isOpen && reported !== words) report(fault)
      reported = words
    }
  }

  function poll(): void {
    timer = setTimeout(() => {
      looks = (looks + 1) % looksForEachSync
      const isWhole = looks === 0
      void attempt(isWhole ? sync : look, isWhole).finally(() => {
        if (isOpen) poll()
      })
    }, pollMilliseconds)
    timer.unref()
  }

  return {
    follow() {
      stopListening = onChange(() => void attempt(look, false))
      poll()
    },
    hurry: () => void attempt(sync, true),
    close() {
      isOpen = false
      clearTimeout(timer)
      stopListening()
    },
  }
}
