import { ZtokenError } from '@ztoken/sdk'
import { type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'

const aMinute = 60

/** Tells a failure in words: the server's own where there are any, in the language of the pages. */
export function useFailureText(): (error: unknown) => string {
  const { t, te } = useI18n()
  return (error) => {
    if (!(error instanceof ZtokenError)) return t('failure.unexpected')
    const own = `failure.${error.code}`
    const message = te(own) ? t(own) : error.message
    const { retryAfterSeconds: seconds } = error
    if (seconds === undefined) return message
    const time =
      seconds < aMinute
        ? t('failure.seconds', { n: seconds })
        : t('failure.minutes', { n: Math.ceil(seconds / aMinute) })
    return t('failure.retryIn', { message, time })
  }
}

export interface Action<Arguments extends unknown[]> {
  readonly isBusy: Ref<boolean>
  /** What went wrong the last time, in words. */
  readonly fault: Ref<string | null>
  /** Does it, once at a time. Gives whether it was done. */
  run(...given: Arguments): Promise<boolean>
}

/**
 * Something a page does and the server may refuse. A refusal is shown and not thrown; a mistake in
 * the page is shown and thrown, so that it is found. `instead` takes failures a page treats itself:
 * it gives true for those.
 */
export function useAction<Arguments extends unknown[]>(
  work: (...given: Arguments) => Promise<void>,
  instead: (error: ZtokenError) => boolean = () => false,
): Action<Arguments> {
  const textOf = useFailureText()
  const isBusy = ref(false)
  const fault = ref<string | null>(null)

  async function run(...given: Arguments): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    fault.value = null
    try {
      await work(...given)
      return true
    } catch (error) {
      if (error instanceof ZtokenError && instead(error)) return false
      fault.value = textOf(error)
      if (!(error instanceof ZtokenError)) throw error
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, fault, run }
}
