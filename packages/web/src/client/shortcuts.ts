import { onScopeDispose } from 'vue'

/** Calls back when this key is pressed by itself, not while somebody writes or a dialog is open. */
export function useShortcut(key: string, run: () => void): void {
  listen((event) => {
    const { ctrlKey, metaKey, altKey, target } = event
    if (event.key !== key || ctrlKey || metaKey || altKey) return
    if (!isWriting(target)) begin(event, run)
  })
}

/** Calls back when this key is pressed with Ctrl, or ⌘ on a Mac, also while somebody writes. */
export function useControlShortcut(key: string, run: () => void): void {
  listen((event) => {
    const { ctrlKey, metaKey, altKey, shiftKey } = event
    if (event.key.toLowerCase() !== key || ctrlKey === metaKey || altKey || shiftKey) return
    begin(event, run)
  })
}

function begin(event: KeyboardEvent, run: () => void): void {
  if (document.querySelector('[role=dialog]') !== null) return
  event.preventDefault()
  run()
}

function listen(pressed: (event: KeyboardEvent) => void): void {
  function heard(event: KeyboardEvent): void {
    if (!event.isComposing) pressed(event)
  }
  document.addEventListener('keydown', heard)
  onScopeDispose(() => document.removeEventListener('keydown', heard))
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select') !== null
}
