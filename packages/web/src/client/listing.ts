import { onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { useFailureText } from './failure.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

export interface PageWanted {
  readonly signal: AbortSignal
  readonly limit: number
}

/** Entries a page, and the most that the server gives at once. */
const pageSize = 50
const mostAtOnce = 200

export interface Listing<Item> {
  readonly items: Ref<readonly Item[]>
  readonly isBusy: Ref<boolean>
  /** The first page has come. */
  readonly isLoaded: Ref<boolean>
  readonly hasMore: Ref<boolean>
  readonly fault: Ref<string | null>
  /** From the first page on, so many entries where there are. What is shown stays until they have come. */
  restart(atLeast?: number): Promise<void>
  /** The next page, unless something else is under way. */
  more(): Promise<void>
  /** What failed, once more. */
  retry(): Promise<void>
}

/**
 * A list that comes in pages. Whatever is asked for last is shown: a reply that was overtaken by
 * another question is dropped.
 */
export function useListing<Item>(
  load: (after: string | null, how: PageWanted) => Promise<Page<Item>>,
): Listing<Item> {
  const textOf = useFailureText()
  const items = shallowRef<readonly Item[]>([])
  const isBusy = ref(false)
  const isLoaded = ref(false)
  const hasMore = ref(false)
  const fault = ref<string | null>(null)
  let next: string | null = null
  let lastAfter: string | null = null
  let running = new AbortController()
  onScopeDispose(() => running.abort())

  async function read(after: string | null, atLeast = pageSize): Promise<void> {
    running.abort()
    const own = new AbortController()
    running = own
    lastAfter = after
    isBusy.value = true
    fault.value = null
    try {
      const page = await many(after, atLeast, own.signal)
      if (own.signal.aborted) return
      show(after === null ? page.items : [...items.value, ...page.items], page.next)
      isLoaded.value = true
    } catch (error) {
      if (own.signal.aborted) return
      fault.value = textOf(error)
      // What was found for another question is no answer to this one.
      if (after === null) show([], null)
    } finally {
      if (running === own) isBusy.value = false
    }
  }

  async function many(
    after: string | null,
    atLeast: number,
    signal: AbortSignal,
  ): Promise<Page<Item>> {
    const found: Item[] = []
    let next = after
    do {
      const limit = Math.min(mostAtOnce, Math.max(pageSize, atLeast - found.length))
      const page = await load(next, { signal, limit })
      found.push(...page.items)
      next = page.next
    } while (next !== null && found.length < atLeast && !signal.aborted)
    return { items: found, next }
  }

  function show(found: readonly Item[], following: string | null): void {
    items.value = found
    next = following
    hasMore.value = following !== null
  }

  return {
    items,
    isBusy,
    isLoaded,
    hasMore,
    fault,
    restart: (atLeast) => read(null, atLeast),
    more: async () => (isBusy.value ? undefined : read(next)),
    retry: () => read(lastAfter),
  }
}
