import { type Permission, permits, readPermissionsHeld } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { type AnyClient, useUser, useZtoken } from '@ztoken/sdk/vue'
import { type Ref, ref, watch } from 'vue'

/** What the one who is signed in may do. The server decides; pages only hide what it would refuse. */
const held: Ref<readonly string[]> = ref([])
/** False while the server is being asked. */
const isKnown = ref(false)

/** The server could not be asked. */
const isUnknown = ref(false)

/** Asks the server, again when somebody else signs in or the roles change. For the root component. */
export function followPermissions(): void {
  const client = useZtoken()
  const user = useUser()
  watch(
    () => user.value && [user.value.id, ...user.value.roles].join(' '),
    async () => {
      held.value = []
      isKnown.value = false
      isUnknown.value = false
      if (user.value !== null) await askAgain(client)
    },
    { immediate: true },
  )
}

/** True where the pages do not know what they may offer; see `askAgain`. */
export const arePermissionsUnknown: Readonly<Ref<boolean>> = isUnknown

/** Asks what may be done. Throws nothing: whoever could not be asked is shown as that. */
export async function askAgain(client: AnyClient): Promise<void> {
  try {
    await refreshPermissions(client)
    isUnknown.value = false
  } catch {
    // Whoever was signed out by the answer has nothing to be told of it.
    isUnknown.value = client.user !== null
  }
}

/** True where the one who is signed in holds the permission, or one that covers it. */
export function may(permission: Permission): boolean {
  return permits(held.value, permission)
}

/** True where the one who is signed in holds all of these, as whoever gives them has to. */
export function holdsAll(permissions: readonly string[]): boolean {
  return permissions.every((permission) => permits(held.value, permission))
}

/** Asks again, after a change that may have reached one's own roles. */
export async function refreshPermissions(client: AnyClient): Promise<void> {
  const { permissions } = await call(client, readPermissionsHeld)
  held.value = permissions
  isKnown.value = true
}

/** True once it is known that the page of a route is not for the one who is signed in. */
export function isDenied(permission: Permission | undefined): boolean {
  return permission !== undefined && isKnown.value && !may(permission)
}
