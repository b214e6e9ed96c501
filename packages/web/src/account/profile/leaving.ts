import { useUser } from '@ztoken/sdk/vue'
import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'

export interface Leaving {
  /** Whether it is asked for just now; set to false it is answered with no. */
  readonly isAsking: Ref<boolean>
  leave(): void
}

/** Asks before a page with changes that are not saved is left, and the browser before it closes one. */
export function useLeaving(isChanged: () => boolean): Leaving {
  const user = useUser()
  const isAsking = ref(false)
  let answer = (_leaves: boolean): void => {}

  onBeforeRouteLeave(() => {
    // Whoever is signed out has nowhere to save them.
    if (!isChanged() || user.value === null) return true
    isAsking.value = true
    return new Promise<boolean>((resolve) => {
      answer = resolve
    })
  })
  watch(isAsking, (asks) => asks || answer(false))

  function warn(event: BeforeUnloadEvent): void {
    if (isChanged() && user.value !== null) event.preventDefault()
  }
  addEventListener('beforeunload', warn)
  onScopeDispose(() => removeEventListener('beforeunload', warn))

  return {
    isAsking,
    leave() {
      answer(true)
      isAsking.value = false
    },
  }
}
