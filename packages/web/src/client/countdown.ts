import { type ComputedRef, computed, onScopeDispose, ref, watch } from 'vue'

/**
 * Whole seconds until a moment, in milliseconds since 1970 by this device's clock; 0 from then on.
 * Follows the moment when it becomes another.
 */
export function useCountdown(end: () => number): ComputedRef<number> {
  const now = ref(Date.now())
  let timer: ReturnType<typeof setInterval> | undefined

  function look(): void {
    // By the clock, since timers of a hidden page are late.
    now.value = Date.now()
    if (end() <= now.value) clearInterval(timer)
  }

  watch(
    end,
    () => {
      clearInterval(timer)
      timer = setInterval(look, 1000)
      look()
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => clearInterval(timer))

  return computed(() => Math.max(0, Math.ceil((end() - now.value) / 1000)))
}
