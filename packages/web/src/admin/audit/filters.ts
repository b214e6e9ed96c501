import type { AuditQuery, Given } from '@ztoken/contract'
import { type ComputedRef, computed } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'

/** Which entries are looked for; an empty text: all of them. Times as ISO 8601 in UTC. */
export interface AuditFilters {
  readonly user: string
  /** One event, or several with commas between them. */
  readonly event: string
  /** From where it was done. */
  readonly address: string
  /** Today or so many days back: a link with it shows the same span on another day. */
  readonly span: string
  readonly from: string
  readonly until: string
}

export const noFilters: AuditFilters = {
  user: '',
  event: '',
  address: '',
  span: '',
  from: '',
  until: '',
}
const names = Object.keys(noFilters) as (keyof AuditFilters)[]

export const spans = ['today', '7', '30'] as const
const dayMilliseconds = 86_400_000

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
      void router.push({ query: filterQueryOf(wanted) })
    },
  }
}

/** The filters as the address of the page has them. */
function filterQueryOf(filters: AuditFilters): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, filters[name] || undefined]))
}

/** What the API is asked for a page of the entries that fit. */
export function auditQueryOf(
  { span, ...filters }: AuditFilters,
  after: string | null,
  limit: number,
): Given<AuditQuery> {
  return {
    ...filters,
    ...(span !== '' && { from: beginOf(span) }),
    after: after ?? undefined,
    limit: String(limit),
  }
}

/** When a span begins: today in the reader's time zone. */
function beginOf(span: string): string {
  if (span !== 'today') return new Date(Date.now() - Number(span) * dayMilliseconds).toISOString()
  return new Date(new Date().setHours(0, 0, 0, 0)).toISOString()
}

function filtersIn(query: LocationQuery): AuditFilters {
  const given = names.map((name) => [name, [query[name]].flat()[0] ?? ''])
  const found: AuditFilters = { ...noFilters, ...Object.fromEntries(given) }
  return { ...found, span: spans.find((span) => span === found.span) ?? '' }
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
