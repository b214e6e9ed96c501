import { nextTick, onScopeDispose, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { Listing } from './listing.ts'

/** Where somebody was in a list when they left it. Kept with the entry of the history. */
interface Place {
  /** How many entries were shown. */
  readonly shown: number
  /** The link in it that had the focus, as `data-place` names it. */
  readonly link: string | null
}

/** The list is as it was, or there is none: only then can the window be where it was. */
let restored: Promise<void> = Promise.resolve()
export const listRestored = (): Promise<void> => restored

/**
 * Brings whoever comes back to a list, by one step back or by loading it anew, to where they were:
 * as many entries, and the focus on the link they left by. Gives what loads the list first.
 */
export function useListPlace<Item>(listing: Listing<Item>): () => Promise<void> {
  const route = useRoute()
  const { name } = route
  const { shown, link } = placeKept()

  function keep(change: Partial<Place>): void {
    // Whoever has left the page has another entry of the history, which this is nothing of.
    if (route.name !== name) return
    history.replaceState({ ...history.state, place: { ...placeKept(), ...change } }, '')
  }

  function keepLink({ target }: Event): void {
    const found = target instanceof Element ? target.closest('[data-place]') : null
    if (found !== null) keep({ link: found.getAttribute('data-place') })
  }

  for (const event of ['focusin', 'click']) document.addEventListener(event, keepLink, true)
  onScopeDispose(() => {
    for (const event of ['focusin', 'click']) document.removeEventListener(event, keepLink, true)
  })

  async function begin(): Promise<void> {
    await listing.restart(shown)
    watch(listing.items, (items) => keep({ shown: items.length }), { immediate: true })
    await nextTick()
    const selector = link === null ? null : `[data-place="${CSS.escape(link)}"]`
    if (selector !== null && route.name === name) {
      document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
    }
  }

  return () => {
    restored = begin()
    return restored
  }
}

/** What is in the entry of the history, which anything may have written. */
function placeKept(): Place {
  const { shown, link } = Object(Object(history.state).place) as Record<string, unknown>
  return {
    shown: Number.isSafeInteger(shown) ? Number(shown) : 0,
    link: typeof link === 'string' ? link : null,
  }
}
