import type { ZtokenError } from '@ztoken/sdk'
import { type ComputedRef, computed, reactive } from 'vue'
import { useCountdown } from './countdown.ts'

/** Where the server has not said how long. */
const usualSeconds = 60

export interface Wait {
  /** Whole seconds until it makes sense to try again; 0 where nothing is to be waited for. */
  readonly secondsLeft: ComputedRef<number>
  readonly isWaiting: ComputedRef<boolean>
  /** True from the end of a wait until the next one begins. */
  readonly isOver: ComputedRef<boolean>
  /** For `useAction`: takes `too_many_requests`, and waits as long as the server asks. */
  take(error: ZtokenError): boolean
}

/**
 * The time for which the server wants no further attempt of this form. `whose`: for whom it is
 * filled in; others need not wait, and whoever may not try either is told so by the server.
 */
export function useWait(whose: () => string = () => ''): Wait {
  const ends = reactive(new Map<string, number>())
  const end = computed(() => ends.get(whose()))
  const secondsLeft = useCountdown(() => end.value ?? 0)

  return {
    secondsLeft,
    isOver: computed(() => end.value !== undefined && secondsLeft.value === 0),
    isWaiting: computed(() => secondsLeft.value > 0),
    take({ code, retryAfterSeconds = usualSeconds }) {
      if (code !== 'too_many_requests') return false
      ends.set(whose(), Date.now() + retryAfterSeconds * 1000)
      return true
    },
  }
}

/** One name to sign in by, however it is written. */
export function sameIdentifier(written: string): string {
  return /[@\p{L}]/u.test(written) ? written.trim().toLowerCase() : samePhone(written)
}

/** One phone number, however it is written. */
export function samePhone(written: string): string {
  return written
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^(00)?86(?=1)/, '')
}
