/**
 * One question for all who ask, for whoever follows revocations, keys or accounts. What is under way may have
 * missed what happened since it was asked, so who comes meanwhile waits for the next, which all of
 * them share. `isLost` says of the one under way that it will never end, as where a runtime ends what
 * a request began together with the request: then the next is asked all the same.
 */
export function sharedQuestion<Answer = void>(
  ask: () => Promise<Answer>,
  isLost: () => boolean = () => false,
): () => Promise<Answer> {
  let running: Promise<Answer> | null = null
  let waiting: Promise<Answer> | null = null

  return function question(): Promise<Answer> {
    if (running !== null && isLost()) {
      running = null
      waiting = null
    }
    if (running === null) {
      const own = ask().finally(() => {
        if (running === own) running = null
      })
      running = own
      return own
    }
    if (waiting === null) {
      const own: Promise<Answer> = running
        .catch(() => undefined)
        .then(() => {
          if (waiting === own) waiting = null
          return question()
        })
      waiting = own
    }
    return waiting
  }
}
