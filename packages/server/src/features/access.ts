import { accessOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Http } from '../http/route.ts'

export interface AccessOptions {
  readonly feed?: {
    /**
     * Tokens of the services that may also know what any account may do, of 32 characters or more:
     * each follows the feed with what changes, and asks what an account may do.
     */
    readonly permissionTokens?: readonly string[]
  }
}

/** What an account may do, for guards elsewhere. */
export function access(
  { serviceRoute }: Http,
  core: Core,
  { feed: { permissionTokens = [] } = {} }: AccessOptions,
): void {
  serviceRoute(accessOperations.readAccess, permissionTokens, async ({ id }) => {
    const { roles, permissions } = await core.readAccess(id)
    return { roles: [...roles], permissions: [...permissions] }
  })
}
