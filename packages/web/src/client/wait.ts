import type { ZtokenError } from '@ztoken/sdk'
import { type ComputedRef, computed, onScopeDispose, type Ref, ref } from 'vue'

/** Where the server has not said how long. */
const usualSeconds = 60

export interface Wait {
  /** Whole seconds until it makes sense to try again; 0 where nothing is to be waited for. */
  readonly secondsLeft: Ref<number>
  readonly isWaiting: ComputedRef<boolean>
  /** True from the end of a wait until the next one begins. */
  readonly isOver: Ref<boolean>
  /** For `useAction`: takes `too_many_requests`, and waits as long as the server asks. */
  take(error: ZtokenError): boolean
}

/** The time for which the server wants no further attempt of this form. */
export function useWait(): Wait {
  const secondsLeft = ref(0)
  const isOver = ref(false)
  let end = 0
  let timer: ReturnType<typeof setInterval> | undefined

  function look(): void {
    // By the clock, since timers of a hidden page are late.
    secondsLeft.value = Math.max(0, Math.ceil((end - Date.now()) / 1000))
    if (secondsLeft.value > 0) return
    clearInterval(timer)
    isOver.value = true
  }

  onScopeDispose(() => clearInterval(timer))

  return {
    secondsLeft,
    isOver,
    isWaiting: computed(() => secondsLeft.value > 0),
    take({ code, retryAfterSeconds = usualSeconds }) {
      if (code !== 'too_many_requests') return false
      end = Date.now() + retryAfterSeconds * 1000
      isOver.value = false
      clearInterval(timer)
      timer = setInterval(look, 1000)
      look()
      return true
    },
  }
}
