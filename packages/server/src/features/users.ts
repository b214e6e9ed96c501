import { usersOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import {
  actorOf,
  booleanOf,
  callerOf,
  type GuardedRequest,
  instantOf,
  pageOf,
} from '../http/asked.ts'
import { clearBrowserCaches } from '../http/reply.ts'
import type { Http } from '../http/route.ts'
import { requireUserById } from '../http/users.ts'

/** Users, for administrators. */
export function users({ route }: Http, core: Core): void {
  const { managedUser, listedUser } = core.views

  route(
    usersOperations.listUsers,
    async ({ search, order, banned, role, verified, created_from, created_until, ...page }) => {
      const { items, total, next } = await core.searchUsers({
        ...pageOf(page),
        search: search ?? null,
        order: order ?? 'id',
        banned: booleanOf(banned),
        role: role ?? null,
        verified: booleanOf(verified),
        createdFrom: instantOf(created_from),
        createdUntil: instantOf(created_until),
      })
      return { users: items.map(listedUser), total, next }
    },
  )

  route(usersOperations.createUser, async (input, request) => {
    await requireMayAssign(request, input)
    return managedUser(await core.createUser(input, actorOf(request)))
  })

  route(usersOperations.readUser, async ({ id }) => managedUser(await requireUserById(core, id)))

  for (const update of [usersOperations.updateUser, usersOperations.putUser]) {
    route(update, async ({ id, ...changes }, request) => {
      await requireMayAssign(request, changes)
      return managedUser(await core.updateManagedUser(id, changes, actorOf(request)))
    })
  }

  route(usersOperations.deleteUser, async ({ id }, request, reply) => {
    const caller = callerOf(request)
    if (id !== caller.userId) {
      await core.deleteAccount(id, actorOf(request))
      return
    }
    // Oneself is deleted as everybody deletes themselves: with the password shown lately.
    await core.deleteOwnAccount(caller)
    clearBrowserCaches(reply)
  })

  /** Whoever gives roles gives permissions, which editing a profile does not. */
  async function requireMayAssign(
    request: GuardedRequest,
    { roles }: { readonly roles?: unknown },
  ): Promise<void> {
    if (roles !== undefined) await core.requirePermission(callerOf(request), 'role:assign')
  }
}
