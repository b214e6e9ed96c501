import { type MetricsView, readMetrics } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { useFailureText } from '../../client/failure.ts'
import { afterOf, nothingKnown, withReply } from './metrics.ts'

const pauseMilliseconds = 5_000

export interface Polling {
  /** What is shown; null until the first reply. */
  readonly view: ComputedRef<MetricsView | null>
  /** Why there is nothing newer, in words. */
  readonly fault: Ref<string | null>
  /** Whoever reads the plots may stop them (WCAG 2.2, 2.2.2). */
  readonly isPaused: Ref<boolean>
}

/** Asks for the metrics every five seconds, as long as somebody looks at the page. */
export function useMetrics(): Polling {
  const client = useZtoken()
  const textOf = useFailureText()
  const known = shallowRef(nothingKnown)
  const fault = ref<string | null>(null)
  const isPaused = ref(false)
  const isVisible = ref(document.visibilityState === 'visible')
  let running = new AbortController()

  async function ask(after: string | null, signal: AbortSignal): Promise<void> {
    const reply = await call(client, readMetrics, { after: after ?? undefined }, { signal })
    // Of a process that is new here only the newest points have come: the rest is asked for.
    if (after !== null && !known.value.processes.has(reply.process)) return ask(null, signal)
    known.value = withReply(known.value, reply)
  }

  async function poll(signal: AbortSignal): Promise<void> {
    try {
      await ask(afterOf(known.value), signal)
      if (!signal.aborted) fault.value = null
    } catch (error) {
      if (!signal.aborted) fault.value = textOf(error)
    }
    if (signal.aborted) return
    const timer = setTimeout(() => void poll(signal), pauseMilliseconds)
    signal.addEventListener('abort', () => clearTimeout(timer))
  }

  const follow = (): void => {
    isVisible.value = document.visibilityState === 'visible'
  }
  document.addEventListener('visibilitychange', follow)
  watch(
    () => isVisible.value && !isPaused.value,
    (isWanted) => {
      running.abort()
      running = new AbortController()
      if (isWanted) void poll(running.signal)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    running.abort()
    document.removeEventListener('visibilitychange', follow)
  })

  const view = computed(() => {
    const { processes, shown } = known.value
    return shown === null ? null : (processes.get(shown)?.view ?? null)
  })
  return { view, fault, isPaused }
}
