import { type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFailureText } from '../client/failure.ts'
import { notify, type ToastAction } from '../ui/toasts.ts'

/** An act that can be taken back exactly. */
export interface Undo {
  /** Whom or what it was done to, as the page calls it. */
  readonly name: string
  /** Whether all of it still is as the act left it. What somebody else did since is not overwritten. */
  isAsLeft(): Promise<boolean>
  /** Throws ZtokenError as the request that does it answers. */
  takeBack(): Promise<unknown>
}

/** How often something was taken back: a page that shows what it was reads it again. */
export const undone: Ref<number> = ref(0)

/**
 * The button of a toast that takes back what it tells of. It works after the page is left, and says
 * what became of it: undone, changed by somebody meanwhile, or why not.
 */
export function useUndo(): (undo: Undo) => ToastAction {
  const { t } = useI18n()
  const textOf = useFailureText()

  async function run({ name, isAsLeft, takeBack }: Undo): Promise<void> {
    try {
      if (!(await isAsLeft())) return notify(t('undo.changed', { name }), 'danger')
      await takeBack()
      notify(t('undo.done', { name }))
    } catch (error) {
      notify(t('undo.failed', { name, why: textOf(error) }), 'danger')
    } finally {
      undone.value += 1
    }
  }

  return (undo) => ({ label: t('undo.label'), run: () => void run(undo) })
}

/** The same values in the same order: for what a server says, which orders them alike every time. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
