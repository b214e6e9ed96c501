import { type ComputedRef, computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { may } from '../../client/permissions.ts'

export const tabNames = ['sessions', 'roles', 'profile', 'security', 'audit'] as const
export type TabName = (typeof tabNames)[number]

/**
 * What of somebody is shown: kept in the address, so that a link leads to it. One step back leads
 * to the list and not through the tabs.
 */
export function useUserTabs(): {
  /** Those that are for the one who is signed in. */
  readonly tabs: ComputedRef<readonly TabName[]>
  readonly tab: WritableComputedRef<TabName>
} {
  const route = useRoute()
  const router = useRouter()
  const tabs = computed(() =>
    tabNames.filter(
      (name) =>
        (name !== 'sessions' || may('session:read')) && (name !== 'audit' || may('audit:read')),
    ),
  )
  const tab = computed({
    get: () => tabs.value.find((name) => name === route.query.tab) ?? tabs.value[0] ?? 'profile',
    set(name) {
      void router.replace({ query: { ...route.query, tab: name } })
    },
  })
  return { tabs, tab }
}
