import type { ErrorCode, ZtokenError } from '@ztoken/sdk'
import { type Ref, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface FragmentToken {
  /** Empty where there is none, and once it was refused. */
  readonly token: Ref<string>
  readonly wasRefused: Ref<boolean>
  /** Takes a failure that says the token does not hold: it will not do any better again. */
  takeRefusal(error: ZtokenError): boolean
  /** Another one, pasted. */
  use(given: string): void
}

/**
 * The token behind the `#` of this page's address. No server is told of it, and it leaves the
 * address and the entry of the history at once: neither a bookmark nor a look over the shoulder
 * gives it away. In: the code that the server refuses such a token with.
 */
export function useFragmentToken(refusal: ErrorCode): FragmentToken {
  const route = useRoute()
  const router = useRouter()
  const token = ref('')
  const wasRefused = ref(false)
  watch(
    () => route.hash,
    (hash) => {
      if (hash === '') return
      token.value = hash.slice(1)
      void router.replace({ path: route.path, query: route.query })
    },
    { immediate: true },
  )

  return {
    token,
    wasRefused,
    takeRefusal({ code }) {
      wasRefused.value = code === refusal
      if (wasRefused.value) token.value = ''
      return wasRefused.value
    },
    use(given) {
      wasRefused.value = false
      token.value = given
    },
  }
}

/** The token of what somebody pasted: the token itself, or the link that it came in. */
export function tokenIn(pasted: string): string {
  return pasted.trim().replace(/^.*#/s, '')
}
