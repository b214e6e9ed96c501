import { permits, ZtokenError } from '@ztoken/contract'
import type { Access } from '../ground/access/role.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'

/** Whose permissions are asked for: a caller, or a user whom the application has identified. */
export type Asking = Pick<Caller, 'userId'> & Partial<Pick<Caller, 'sessionId'>>

/** What somebody may do, read from the store each time, so that a change holds at once. */
export interface Authorization {
  /**
   * In: a caller and a permission, e.g. `user:edit`.
   *
   * @throws ZtokenError `permission_denied` unless they hold it, `token_invalid` where there is no
   * such user any more, `unavailable`.
   */
  requirePermission(caller: Asking, permission: string): Promise<void>
  /**
   * The same for a role.
   *
   * @throws ZtokenError `permission_denied`, `token_invalid`, `unavailable`.
   */
  requireRole(caller: Asking, role: string): Promise<void>
  /**
   * The permissions that a caller holds by their roles; `*` is every one.
   *
   * @throws ZtokenError `token_invalid`, `unavailable`.
   */
  permissionsOf(caller: Asking): Promise<readonly string[]>
}

const nothing: Access = { roles: [], permissions: [] }

export function createAuthorization({
  store,
  foreignAccess,
}: Pick<Ground, 'store' | 'foreignAccess'>): Authorization {
  /**
   * Behind a token without a session stands whoever knows the secret of the application that issued
   * it: it opens what its users may see, and gives nobody a role or a permission unless a setting
   * says so.
   */
  async function accessOf({ userId, sessionId }: Asking): Promise<Access> {
    const access = await store.findAccess(userId)
    if (access === null) throw new ZtokenError('token_invalid')
    return sessionId === null && !foreignAccess ? nothing : access
  }

  return {
    async requirePermission(caller, permission) {
      const { permissions } = await accessOf(caller)
      if (!permits(permissions, permission)) throw new ZtokenError('permission_denied')
    },
    async requireRole(caller, role) {
      const { roles } = await accessOf(caller)
      if (!roles.includes(role)) throw new ZtokenError('permission_denied')
    },
    permissionsOf: async (caller) => (await accessOf(caller)).permissions,
  }
}
