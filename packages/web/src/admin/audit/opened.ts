import { type Ref, ref } from 'vue'

/**
 * Which groups are open, by their first entries. Kept with the entry of the history: whoever went to
 * somebody from within one comes back to the link they went by.
 */
export function useOpened(): {
  readonly opened: Ref<ReadonlySet<string>>
  toggle(id: string): void
} {
  const opened = ref<ReadonlySet<string>>(new Set(kept()))
  return {
    opened,
    toggle(id) {
      const now = new Set(opened.value)
      if (!now.delete(id)) now.add(id)
      opened.value = now
      history.replaceState({ ...history.state, opened: [...now] }, '')
    },
  }
}

/** Anything may have written it. */
function kept(): string[] {
  const { opened } = Object(history.state) as { readonly opened?: unknown }
  return Array.isArray(opened) ? opened.filter((id) => typeof id === 'string') : []
}
