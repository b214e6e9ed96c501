import { onScopeDispose, type Ref, ref } from 'vue'

const everyMilliseconds = 30_000
const now = ref(Date.now())
let readers = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now.value = Date.now()
}

/** The time in milliseconds since 1970, to half a minute. One timer serves everybody who reads it. */
export function useNow(): Readonly<Ref<number>> {
  readers += 1
  if (readers === 1) timer = setInterval(tick, everyMilliseconds)
  tick()
  onScopeDispose(() => {
    readers -= 1
    if (readers === 0) clearInterval(timer)
  })
  return now
}
