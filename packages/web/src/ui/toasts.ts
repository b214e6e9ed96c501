import { type Ref, ref } from 'vue'

/** What takes back what was just done. */
export interface ToastAction {
  readonly label: string
  run(): void
}

export interface Toast {
  readonly id: number
  readonly text: string
  readonly kind: 'success' | 'danger'
  readonly action: ToastAction | null
}

const shownMilliseconds = 6000
/** Whoever has something to press gets the time to. */
const actionMilliseconds = 12_000
/** More would lie over the page. */
const mostShown = 3
let lastId = 0

export const toasts: Ref<readonly Toast[]> = ref([])

/** Says shortly that something was done, or could not be. It goes away by itself; the oldest first. */
export function notify(
  text: string,
  kind: Toast['kind'] = 'success',
  action: ToastAction | null = null,
): void {
  lastId += 1
  const id = lastId
  toasts.value = [...toasts.value, { id, text, kind, action }].slice(-mostShown)
  setTimeout(() => dismiss(id), action === null ? shownMilliseconds : actionMilliseconds)
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}
