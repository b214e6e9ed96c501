import { startThread, type Thread } from './thread.ts'

/** The hashing threads of this process, which every pool in it borrows from. */
export interface Threads {
  /** A thread that rests or, where none does, a new one. Throws where no more can be started. */
  borrow(): Thread
  /** A thread that was ended or has died since is none any more. */
  giveBack(thread: Thread): void
  /** Ends a borrowed thread, whatever it is doing. */
  end(thread: Thread): Promise<void>
  /** Counts another user. Out: to be called when it needs no more; with the last one, all end. */
  join(): () => Promise<void>
}

const restMilliseconds = 60_000

/** None is started before it is borrowed; all end after a minute in which none was. */
function createThreads(): Threads {
  const all = new Set<Thread>()
  const resting: Thread[] = []
  let users = 0
  let rest: NodeJS.Timeout | undefined

  function forget(thread: Thread): void {
    all.delete(thread)
    if (resting.includes(thread)) resting.splice(resting.indexOf(thread), 1)
  }

  function start(): Thread {
    const thread = startThread(() => forget(thread))
    all.add(thread)
    rest ??= setTimeout(endIfIdle, restMilliseconds).unref()
    return thread
  }

  function endIfIdle(): void {
    // A thread that cannot be ended is one that has ended.
    if (resting.length === all.size) endResting().catch(() => undefined)
    else rest?.refresh()
  }

  /** Forgotten first, so that none is lent that is ending. */
  async function end(thread: Thread): Promise<void> {
    forget(thread)
    await thread.end()
  }

  async function endResting(): Promise<void> {
    clearTimeout(rest)
    rest = undefined
    await Promise.all([...resting].map(end))
  }

  return {
    borrow: () => resting.pop() ?? start(),
    giveBack(thread) {
      if (all.has(thread)) resting.push(thread)
      rest?.refresh()
    },
    end,
    join() {
      users += 1
      let hasLeft = false
      return async () => {
        if (hasLeft) return
        hasLeft = true
        users -= 1
        if (users === 0) await endResting()
      }
    },
  }
}

export const threads: Threads = createThreads()
