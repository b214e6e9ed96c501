import { type ListedRoleView, listRoles, type RolesQuery } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type Ref, shallowRef, watch } from 'vue'
import { useAction } from '../../client/failure.ts'
import { holdsAll, may } from '../../client/permissions.ts'

/** The role every store is made with; nobody changes it. */
export const builtInRole = 'admin'

export interface Roles {
  /** By their names; null while they are not known. */
  readonly roles: Ref<readonly ListedRoleView[] | null>
  readonly isBusy: Ref<boolean>
  readonly fault: Ref<string | null>
  load(): Promise<boolean>
  /** True where these roles hold something that the one who is signed in does not. */
  areBeyond(names: readonly string[]): boolean
}

/** Every role there is, for whoever may see them; how many have each where that is asked for. */
export function useRoles(query: RolesQuery = {}): Roles {
  const client = useZtoken()
  const roles = shallowRef<readonly ListedRoleView[] | null>(null)
  const action = useAction(async () => {
    const { roles: found } = await call(client, listRoles, query)
    roles.value = [...found].sort((one, other) => (one.name < other.name ? -1 : 1))
  })
  watch(
    () => may('role:read'),
    (mayRead) => mayRead && void action.run(),
    { immediate: true },
  )

  return {
    roles,
    isBusy: action.isBusy,
    fault: action.fault,
    load: () => action.run(),
    areBeyond: (names) =>
      (roles.value ?? []).some(
        ({ name, permissions }) => names.includes(name) && !holdsAll(permissions),
      ),
  }
}
