import { listUsers, type ManagedUserView, usersQuery } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { computed, onScopeDispose, type Ref, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useListPlace } from '../../client/list-place.ts'
import { type Listing, useListing } from '../../client/listing.ts'

const pauseMilliseconds = 250
export const longestSearch: number = usersQuery.properties.search.maxLength

export interface UserSearch {
  /** What stands in the field. */
  readonly text: Ref<string>
  /** What is looked for, as the address has it; empty: everybody. */
  readonly search: Ref<string>
  readonly listing: Listing<ManagedUserView>
  /** Looks for what stands in the field without waiting. */
  submit(): void
}

/** Looks for users. What is looked for is kept in the address of the page, the list follows it. */
export function useUserSearch(): UserSearch {
  const client = useZtoken()
  const route = useRoute()
  const router = useRouter()
  // Whoever leaves the page asks for another address, in which there is no search.
  const { name } = route
  const search = computed(() => tidy([route.query.search].flat()[0] ?? ''))
  const text = ref(search.value)
  let timer: ReturnType<typeof setTimeout> | undefined

  const listing = useListing<ManagedUserView>(async (after, { signal, limit }) => {
    const query = { search: search.value, after: after ?? undefined, limit: String(limit) }
    const { users, next } = await call(client, listUsers, query, { signal })
    return { items: users, next }
  })

  function submit(): void {
    clearTimeout(timer)
    const wanted = tidy(text.value)
    if (wanted === search.value) return
    const query = wanted === '' ? {} : { search: wanted }
    // One step back leads to everybody, not through every letter.
    if (wanted === '' || search.value === '') void router.push({ query })
    else void router.replace({ query })
  }

  watch(text, () => {
    clearTimeout(timer)
    timer = setTimeout(submit, pauseMilliseconds)
  })
  watch(search, (wanted) => {
    if (route.name !== name) return
    if (tidy(text.value) !== wanted) text.value = wanted
    void listing.restart()
  })
  void useListPlace(listing)()
  onScopeDispose(() => clearTimeout(timer))

  return { text, search, listing, submit }
}

function tidy(text: string): string {
  return [...text.replaceAll('\0', '').trim()].slice(0, longestSearch).join('').trim()
}
