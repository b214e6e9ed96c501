import { onScopeDispose } from 'vue'

/** Calls back when this key is pressed by itself, not while somebody writes or a dialog is open. */
export function useShortcut(key: string, run: () => void): void {
  function pressed(event: KeyboardEvent): void {
    const { ctrlKey, metaKey, altKey, isComposing, target } = event
    if (event.key !== key || ctrlKey || metaKey || altKey || isComposing) return
    if (isWriting(target) || document.querySelector('[role=dialog]') !== null) return
    event.preventDefault()
    run()
  }
  document.addEventListener('keydown', pressed)
  onScopeDispose(() => document.removeEventListener('keydown', pressed))
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select') !== null
}
