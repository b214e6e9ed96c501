import { nextPath } from '@ztoken/sdk/vue'
import { type ComputedRef, computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Next {
  /** For links between the pages of the entrance, so that the wish comes along. */
  readonly query: ComputedRef<{ next?: string }>
  /** Goes there, or to the start. Nothing of the entrance stays behind the back button. */
  goOn(): Promise<void>
}

/** Where whoever signs in wanted to go: `?next=`, only ever a path of these pages (attack A224). */
export function useNext(): Next {
  const route = useRoute()
  const router = useRouter()
  const wish = computed(() => nextPath(route.query.next, ''))
  return {
    query: computed(() => (wish.value === '' ? {} : { next: wish.value })),
    async goOn() {
      await router.replace(wish.value || '/')
    },
  }
}
