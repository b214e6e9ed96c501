import { isPermission, permits, ZtokenError } from '@ztoken/contract'
import type { Access } from '../ground/access/role.ts'
import type { Ground } from '../ground/ground.ts'
import type { KnownAccounts } from '../ground/known-accounts/index.ts'
import type { Caller } from '../ground/session/callers.ts'

/** Whose permissions are asked for: a caller, or a user whom the application has identified. */
export type Asking = Pick<Caller, 'userId'> & Partial<Pick<Caller, 'sessionId'>>

/**
 * What somebody may do, from memory where it is known; a change holds here at once. Who would be
 * refused is read from the store once more.
 */
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
  /**
   * The roles and permissions of a user as the store knows them now, for whoever remembers them
   * elsewhere: memory here may not have heard yet of what is already heard there.
   *
   * @throws ZtokenError `not_found`, `unavailable`.
   */
  readAccess(userId: string): Promise<Access>
}

const nothing: Access = { roles: [], permissions: [] }

export function createAuthorization({
  store,
  knownAccounts,
  foreignAccess,
}: Pick<Ground, 'store' | 'knownAccounts' | 'foreignAccess'>): Authorization {
  /**
   * Behind a token without a session stands whoever knows the secret of the application that issued
   * it: it opens what its users may see, and gives nobody a role or a permission unless a setting
   * says so.
   */
  async function accessOf(
    { userId, sessionId }: Asking,
    find: KnownAccounts['findAccess'] = knownAccounts.findAccess,
  ): Promise<Access> {
    const access = await find(userId)
    if (access === null) throw new ZtokenError('token_invalid')
    return sessionId === null && !foreignAccess ? nothing : access
  }

  /** What was given on another server a moment ago is not refused because it is news here. */
  async function requireHeld(caller: Asking, isHeld: (access: Access) => boolean): Promise<void> {
    if (isHeld(await accessOf(caller))) return
    if (!isHeld(await accessOf(caller, knownAccounts.readAccess))) {
      throw new ZtokenError('permission_denied')
    }
  }

  return {
    async requirePermission(caller, permission) {
      if (!isPermission(permission))
        throw new TypeError(`${permission} is no permission: write it as user:edit`)
      await requireHeld(caller, ({ permissions }) => permits(permissions, permission))
    },
    requireRole: (caller, role) => requireHeld(caller, ({ roles }) => roles.includes(role)),
    permissionsOf: async (caller) => [...(await accessOf(caller)).permissions],
    async readAccess(userId) {
      const access = await store.findAccess(userId)
      if (access === null) throw new ZtokenError('not_found')
      return access
    },
  }
}
