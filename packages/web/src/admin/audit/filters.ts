import type { AuditQuery, Given } from '@ztoken/contract'
import { type ComputedRef, computed } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'

/** Which entries are looked for; an empty text: all of them. Times as ISO 8601 in UTC. */
export interface AuditFilters {
  readonly user: string
  readonly event: string
  readonly from: string
  readonly until: string
}

export const noFilters: AuditFilters = { user: '', event: '', from: '', until: '' }
const names = Object.keys(noFilters) as (keyof AuditFilters)[]

/**
 * The filters, kept in the address of the page: a link shows somebody else the same entries, and
 * one step back leads to those before.
 */
export function useAuditFilters(): {
  readonly filters: ComputedRef<AuditFilters>
  apply(filters: AuditFilters): void
} {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => filtersIn(route.query))
  return {
    filters,
    apply(wanted) {
      const query = Object.fromEntries(names.map((name) => [name, wanted[name] || undefined]))
      void router.push({ query })
    },
  }
}

/** What the API is asked for a page of the entries that fit. */
export function auditQueryOf(
  filters: AuditFilters,
  after: string | null,
  limit: number,
): Given<AuditQuery> {
  return { ...filters, after: after ?? undefined, limit: String(limit) }
}

function filtersIn(query: LocationQuery): AuditFilters {
  const given = names.map((name) => [name, [query[name]].flat()[0] ?? ''])
  return { ...noFilters, ...Object.fromEntries(given) }
}

/** A moment as a field for date and time has it: in the reader's time zone. Empty where there is none. */
export function localTime(iso: string): string {
  const time = Date.parse(iso)
  if (Number.isNaN(time)) return ''
  const offset = new Date(time).getTimezoneOffset() * 60_000
  return new Date(time - offset).toISOString().slice(0, 19).replace(/:00$/, '')
}

export function isoTime(local: string): string {
  const time = Date.parse(local)
  return Number.isNaN(time) ? '' : new Date(time).toISOString()
}
