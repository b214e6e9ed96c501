import { type Ref, ref } from 'vue'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly kind: 'success' | 'danger'
}

const shownMilliseconds = 6000
let lastId = 0

export const toasts: Ref<readonly Toast[]> = ref([])

/** Says shortly that something was done, or could not be. It goes away by itself. */
export function notify(text: string, kind: Toast['kind'] = 'success'): void {
  lastId += 1
  const id = lastId
  toasts.value = [...toasts.value, { id, text, kind }]
  setTimeout(() => dismiss(id), shownMilliseconds)
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}
