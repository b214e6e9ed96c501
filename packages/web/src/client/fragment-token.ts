import { type Ref, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * The token behind the `#` of this page's address. No server is told of it, and it leaves the
 * address and the entry of the history at once: neither a bookmark nor a look over the shoulder
 * gives it away. Empty where there is none.
 */
export function useFragmentToken(): Ref<string> {
  const route = useRoute()
  const router = useRouter()
  const token = ref('')
  watch(
    () => route.hash,
    (hash) => {
      if (hash === '') return
      token.value = hash.slice(1)
      void router.replace({ path: route.path, query: route.query })
    },
    { immediate: true },
  )
  return token
}

/** The token of what somebody pasted: the token itself, or the link that it came in. */
export function tokenIn(pasted: string): string {
  return pasted.trim().replace(/^.*#/s, '')
}
