import { ZtokenError } from '@ztoken/sdk'
import { type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useTimeText } from './time-text.ts'

const aMinute = 60
const anHour = 3600

/** Tells a failure in words: the server's own where there are any, in the language of the pages. */
export function useFailureText(): (error: unknown) => string {
  const { t, te } = useI18n()
  const timeOf = useTimeText()

  /** Until when, and why: who gave the right password is told. */
  function banText({ until, reason }: NonNullable<ZtokenError['data']>): string {
    const end = until ? t('banned.until', { time: timeOf(until) }) : t('banned.untilLifted')
    return `${end} ${reason ? t('banned.reason', { reason }) : t('banned.noReason')}`
  }

  function lengthOf(seconds: number): string {
    if (seconds < aMinute) return t('failure.seconds', { n: seconds })
    if (seconds < anHour) return t('failure.minutes', { n: Math.ceil(seconds / aMinute) })
    return t('failure.hours', { n: Math.ceil(seconds / anHour) })
  }

  return (error) => {
    if (!(error instanceof ZtokenError)) return t('failure.unexpected')
    if (error.code === 'user_banned' && error.data !== undefined) return banText(error.data)
    const triesLeft = error.code === 'code_wrong' ? error.data?.tries_left : undefined
    if (triesLeft) return t('codes.triesLeft', Number(triesLeft))
    const own = `failure.${error.code}`
    const message = te(own) ? t(own) : error.message
    const { retryAfterSeconds: seconds } = error
    if (seconds === undefined) return message
    return t('failure.retryIn', { message, time: lengthOf(seconds) })
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
