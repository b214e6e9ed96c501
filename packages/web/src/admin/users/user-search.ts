import { type ListedUserView, listUsers, type UsersView } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useListPlace } from '../../client/list-place.ts'
import { type Listing, useListing } from '../../client/listing.ts'
import { tidy, type UserFilters, usersQueryOf, useUserFilters } from './user-filters.ts'

const pauseMilliseconds = 250

export interface UserSearch {
  /** What stands in the field. */
  readonly text: Ref<string>
  /** What is looked for, as the address has it. */
  readonly filters: ComputedRef<UserFilters>
  readonly listing: Listing<ListedUserView>
  /** How many fit in all; null while that is not known. */
  readonly total: Ref<UsersView['total']>
  apply(change: Partial<UserFilters>): void
  /** Looks for what stands in the field without waiting. */
  submit(): void
}

/** Looks for users. What is looked for is kept in the address of the page, the list follows it. */
export function useUserSearch(): UserSearch {
  const client = useZtoken()
  const route = useRoute()
  // Whoever leaves the page asks for another address, in which there is no search.
  const { name } = route
  const { filters, apply } = useUserFilters()
  const text = ref(filters.value.search)
  const total = shallowRef<UsersView['total']>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  const listing = useListing<ListedUserView>(async (after, { signal, limit }) => {
    const query = usersQueryOf(filters.value, after, limit)
    const { users, total: found, next } = await call(client, listUsers, query, { signal })
    if (after === null && !signal.aborted) total.value = found
    return { items: users, next }
  })

  function submit(): void {
    clearTimeout(timer)
    const search = tidy(text.value)
    const known = filters.value.search
    if (search === known) return
    // One step back leads to everybody, not through every letter.
    apply({ search }, search === '' || known === '' ? 'push' : 'replace')
  }

  watch(text, () => {
    clearTimeout(timer)
    timer = setTimeout(submit, pauseMilliseconds)
  })
  watch(filters, ({ search }) => {
    if (route.name !== name) return
    if (tidy(text.value) !== search) text.value = search
    void listing.restart()
  })
  void useListPlace(listing)()
  onScopeDispose(() => clearTimeout(timer))

  return { text, filters, listing, total, apply: (change) => apply(change), submit }
}
