import { onScopeDispose, type Ref, ref } from 'vue'

/**
 * Hands over files that are dropped anywhere on the page, or pasted. None is opened by the browser
 * instead of the page, with what was typed there. Gives whether one is being dragged.
 */
export function useIncomingFiles(take: (file: File) => void): Ref<boolean> {
  const isDragged = ref(false)

  function drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    isDragged.value = true
  }

  function leave({ relatedTarget }: DragEvent): void {
    if (relatedTarget === null) isDragged.value = false
  }

  function drop(event: DragEvent): void {
    isDragged.value = false
    const file = event.dataTransfer?.files[0]
    if (file === undefined) return
    event.preventDefault()
    take(file)
  }

  function paste({ clipboardData }: ClipboardEvent): void {
    const file = clipboardData?.files[0]
    if (file?.type.startsWith('image/')) take(file)
  }

  const heard = { dragenter: drag, dragover: drag, dragleave: leave, drop, paste }
  const events = Object.entries(heard) as [string, EventListener][]
  for (const [name, listener] of events) window.addEventListener(name, listener)
  onScopeDispose(() => {
    for (const [name, listener] of events) window.removeEventListener(name, listener)
  })
  return isDragged
}
