import { onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { useFailureText } from './failure.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

export interface Listing<Item> {
  readonly items: Ref<readonly Item[]>
  readonly isBusy: Ref<boolean>
  /** The first page has come. */
  readonly isLoaded: Ref<boolean>
  readonly hasMore: Ref<boolean>
  readonly fault: Ref<string | null>
  /** From the first page on. What is shown stays until it has come. */
  restart(): Promise<void>
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
  load: (after: string | null, signal: AbortSignal) => Promise<Page<Item>>,
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

  async function read(after: string | null): Promise<void> {
    running.abort()
    const own = new AbortController()
    running = own
    lastAfter = after
    isBusy.value = true
    fault.value = null
    try {
      const page = await load(after, own.signal)
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
    restart: () => read(null),
    more: async () => (isBusy.value ? undefined : read(next)),
    retry: () => read(lastAfter),
  }
}
