import type { ErrorCode, ZtokenError } from '@ztoken/sdk'
import { computed, type Ref, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useAction } from './failure.ts'

export interface FragmentToken {
  /** Empty where there is none, and once it was refused. */
  readonly token: Ref<string>
  /** The server has said that it would take the token now. */
  readonly holds: Ref<boolean>
  readonly wasRefused: Ref<boolean>
  /** Nobody has given one yet. */
  readonly isMissing: Readonly<Ref<boolean>>
  readonly isAsking: Ref<boolean>
  /** Why the server could not be asked. */
  readonly fault: Ref<string | null>
  /** Asks it once more. */
  ask(): Promise<boolean>
  /** Takes a failure that says the token does not hold: it will not do any better again. */
  takeRefusal(error: ZtokenError): boolean
  /** Another one, pasted. */
  use(given: string): void
}

/**
 * The token behind the `#` of this page's address. No server but ours is told of it, in a body, and
 * it leaves the address and the entry of the history at once: neither a bookmark nor a look over the
 * shoulder gives it away. Whether it holds is asked before anybody fills in a form for it. In: how
 * that is asked, and the code that the server refuses such a token with.
 */
export function useFragmentToken(
  refusal: ErrorCode,
  check: (token: string) => Promise<unknown>,
): FragmentToken {
  const route = useRoute()
  const router = useRouter()
  const token = ref('')
  const holds = ref(false)
  const wasRefused = ref(false)
  const isMissing = computed(() => token.value === '' && !wasRefused.value)

  function takeRefusal({ code }: ZtokenError): boolean {
    // What is too long to be a token is none that holds, e.g. a link that was pasted twice.
    const isRefused = code === refusal || (!holds.value && code === 'invalid_request')
    if (!isRefused) return false
    wasRefused.value = true
    token.value = ''
    holds.value = false
    return true
  }

  const { isBusy, fault, run } = useAction(async () => {
    let asked: string
    do {
      asked = token.value
      await check(asked)
      // Another link may have been opened in this tab meanwhile.
    } while (asked !== token.value)
    holds.value = true
  }, takeRefusal)

  function use(given: string): void {
    wasRefused.value = false
    holds.value = false
    token.value = given
    void run()
  }

  watch(
    () => route.hash,
    (hash) => {
      if (hash === '') return
      use(hash.slice(1))
      void router.replace({ path: route.path, query: route.query })
    },
    { immediate: true },
  )

  return {
    token,
    holds,
    wasRefused,
    isMissing,
    isAsking: isBusy,
    fault,
    ask: run,
    takeRefusal,
    use,
  }
}

/** The token of what somebody pasted: the token itself, or the link that it came in. */
export function tokenIn(pasted: string): string {
  return pasted.trim().replace(/^.*#/s, '')
}
