import { type Given, type UsersQuery, usersQuery } from '@ztoken/contract'
import { type ComputedRef, computed } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'

/** Whom the list shows, and in which order; an empty text: whoever. */
export interface UserFilters {
  readonly search: string
  readonly order: string
  /** Whether a ban holds: `true` or `false`. */
  readonly banned: string
  readonly role: string
  readonly verified: string
  /** Made in the last so many days. */
  readonly days: string
}

/** What each filter may be, the first of them where nothing is left out. Roles have any name. */
export const choices = {
  order: ['newest', 'oldest', 'last_sign_in', 'id'],
  banned: ['', 'true', 'false'],
  verified: ['', 'true', 'false'],
  days: ['', '1', '7', '30'],
} as const satisfies Partial<Record<keyof UserFilters, readonly string[]>>

export const everybody: UserFilters = {
  search: '',
  order: 'newest',
  banned: '',
  role: '',
  verified: '',
  days: '',
}
const names = Object.keys(everybody) as (keyof UserFilters)[]
export const longestSearch: number = usersQuery.properties.search.maxLength
const roleForm = new RegExp(usersQuery.properties.role.pattern)
const dayMilliseconds = 86_400_000

/** The filters, kept in the address of the page. */
export function useUserFilters(): {
  readonly filters: ComputedRef<UserFilters>
  apply(change: Partial<UserFilters>, how?: 'push' | 'replace'): void
} {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => filtersIn(route.query))
  return {
    filters,
    apply(change, how = 'push') {
      const wanted = { ...filters.value, ...change }
      const query = Object.fromEntries(
        names
          .filter((name) => wanted[name] !== everybody[name])
          .map((name) => [name, wanted[name]]),
      )
      void router[how]({ query })
    },
  }
}

/** What the address says, as far as it means something: anybody may have written it. */
function filtersIn(query: LocationQuery): UserFilters {
  const textOf = (name: keyof UserFilters): string => [query[name]].flat()[0] ?? ''
  const chosen = (name: keyof typeof choices): string => {
    const known: readonly string[] = choices[name]
    return known.includes(textOf(name)) ? textOf(name) : (known[0] ?? '')
  }
  return {
    search: tidy(textOf('search')),
    order: chosen('order'),
    banned: chosen('banned'),
    role: roleForm.test(textOf('role')) ? textOf('role') : '',
    verified: chosen('verified'),
    days: chosen('days'),
  }
}

/** What the API is asked for a page of them. */
export function usersQueryOf(
  { search, order, banned, role, verified, days }: UserFilters,
  after: string | null,
  limit: number,
): Given<UsersQuery> {
  const since = new Date(Date.now() - Number(days) * dayMilliseconds).toISOString()
  return {
    order: order as NonNullable<UsersQuery['order']>,
    ...(search !== '' && { search }),
    ...(banned !== '' && { banned: banned as 'true' | 'false' }),
    ...(role !== '' && { role }),
    ...(verified !== '' && { verified: verified as 'true' | 'false' }),
    ...(days !== '' && { created_from: since }),
    ...(after !== null && { after }),
    limit: String(limit),
  }
}

/** True where somebody may be left out. */
export function isFiltered(filters: UserFilters): boolean {
  return names.some((name) => name !== 'order' && filters[name] !== everybody[name])
}

export function tidy(text: string): string {
  return [...text.replaceAll('\0', '').trim()].slice(0, longestSearch).join('').trim()
}
