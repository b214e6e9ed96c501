/**
 * One question for all who ask, for whoever follows revocations or keys. What is under way may have
 * missed what happened since it was asked, so who comes meanwhile waits for the next, which all of
 * them share.
 */
export function sharedQuestion(ask: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let waiting: Promise<void> | null = null

  return function question(): Promise<void> {
    if (running === null) {
      running = ask().finally(() => {
        running = null
      })
      return running
    }
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = null
        return question()
      })
    return waiting
  }
}
