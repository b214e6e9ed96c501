/** Where answers are kept; an LRUCache is one. */
export interface AnswerMemory<Answer> {
  /** What is kept, which is used by that. */
  get(key: string): Answer | undefined
  /** What is kept, and stays as little used as it was. */
  peek(key: string): Answer | undefined
  set(key: string, answer: Answer): unknown
  delete(key: string): unknown
  clear(): void
  readonly size: number
}

/**
 * Answers of the store, or of a server in its place, kept until they are forgotten: by whoever
 * follows what changes, whether beside the store or elsewhere.
 */
export interface KeptAnswers<Answer extends object> {
  /** What is kept, or else what the store says, which is kept unless it is forgotten meanwhile. */
  find(key: string): Answer | Promise<Answer | null>
  /** What the store says now, which is kept likewise. */
  askAnew(key: string): Promise<Answer | null>
  /** What is kept, which is used by that. */
  get(key: string): Answer | undefined
  /** What is kept, however old, and stays as little used as it was. */
  peek(key: string): Answer | undefined
  forget(key: string): void
  forgetAll(): void
  readonly size: number
}

/**
 * In: where they are kept, nowhere at null; how the store is asked; and whether the question under
 * way for a key will never be answered, so that nobody joins it. That nobody is there is not kept.
 */
export function keepAnswers<Answer extends object>(
  memory: AnswerMemory<NoInfer<Answer>> | null,
  ask: (key: string) => Promise<Answer | null>,
  isLost: (key: string) => boolean = () => false,
): KeptAnswers<Answer> {
  const asking = new Map<string, Promise<Answer | null>>()

  function forget(key: string): void {
    memory?.delete(key)
    asking.delete(key)
  }

  async function askAnew(key: string): Promise<Answer | null> {
    const question = ask(key)
    asking.set(key, question)
    // Who forgot it meanwhile took the question away, or put a newer one in its place.
    const isCurrent = (): boolean => asking.get(key) === question
    try {
      const answer = await question
      // Of two that overlapped nobody knows which of them saw more: neither is kept.
      if (!isCurrent()) forget(key)
      else if (answer !== null) memory?.set(key, answer)
      return answer
    } finally {
      if (isCurrent()) asking.delete(key)
    }
  }

  function joined(key: string): Promise<Answer | null> | undefined {
    return isLost(key) ? undefined : asking.get(key)
  }

  return {
    find: (key) => memory?.get(key) ?? joined(key) ?? askAnew(key),
    askAnew,
    get: (key) => memory?.get(key),
    peek: (key) => memory?.peek(key),
    forget,
    forgetAll() {
      memory?.clear()
      asking.clear()
    },
    get size() {
      return memory?.size ?? 0
    },
  }
}
