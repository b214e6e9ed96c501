import {
  Activity,
  ChartNoAxesColumn,
  Database,
  KeyRound,
  Lock,
  MonitorSmartphone,
  ScrollText,
  ShieldCheck,
  UserRound,
  UsersRound,
} from '@lucide/vue'
import { type Component, type ComputedRef, computed } from 'vue'
import { useRouter } from 'vue-router'
import { may } from '../client/permissions.ts'
import { useHasSigningKeys } from '../client/signing-keys.ts'

/** A page by the name of its route, which is the key of its text as well, and how it looks. */
export type NavigationItem = readonly [string, Component]

/** The pages of one's own account. */
export const ownPages: readonly NavigationItem[] = [
  ['profile', UserRound],
  ['security', Lock],
  ['devices', MonitorSmartphone],
  ['data', Database],
]

const administrative: readonly NavigationItem[] = [
  ['overview', ChartNoAxesColumn],
  ['users', UsersRound],
  ['roles', ShieldCheck],
  ['audit', ScrollText],
  ['keys', KeyRound],
  ['metrics', Activity],
]

/** The pages for administrators, without those that would be refused or have nothing to show. */
export function useAdministrativePages(): ComputedRef<readonly NavigationItem[]> {
  const router = useRouter()
  const hasKeys = useHasSigningKeys()
  return computed(() =>
    administrative.filter(([name]) => {
      if (name === 'keys' && !hasKeys.value) return false
      const permission = router.getRoutes().find((route) => route.name === name)?.meta.permission
      return permission !== undefined && may(permission)
    }),
  )
}
