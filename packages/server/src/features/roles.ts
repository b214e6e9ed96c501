import { rolesOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { actorOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Roles and what they hold, for administrators. */
export function roles({ route }: Http, core: Core): void {
  route(rolesOperations.listRoles, async ({ include }) => ({
    roles: include === 'holders' ? await core.rolesWithHolders() : await core.roles(),
  }))

  route(rolesOperations.putRole, async (role, request) => core.putRole(role, actorOf(request)))

  route(rolesOperations.deleteRole, async ({ name }, request) => {
    await core.deleteRole(name, actorOf(request))
  })
}
