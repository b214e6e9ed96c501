import { type Ref, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from './toasts.ts'

/**
 * Takes a text along, and tells whether that text was. `otherwise` is tried where the browser lets
 * nobody write its clipboard, as outside of a secure context; without it a toast says so.
 */
export function useCopying(
  text: () => string,
  otherwise?: () => boolean,
): { readonly isCopied: Ref<boolean>; readonly copy: () => Promise<void> } {
  const { t } = useI18n()
  const isCopied = ref(false)
  watch(text, () => {
    isCopied.value = false
  })

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text())
      isCopied.value = true
    } catch {
      if (otherwise) isCopied.value = otherwise()
      else notify(t('common.copyFailed'), 'danger')
    }
  }

  return { isCopied, copy }
}
