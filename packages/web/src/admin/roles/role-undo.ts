import { listRoles, putRole, type RoleView } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { refreshPermissions } from '../../client/permissions.ts'
import type { ToastAction } from '../../ui/toasts.ts'
import { isSame, useUndo } from '../../undo/undo.ts'

/** What gives a role the permissions back that it held before. */
export function useRoleUndo(): (before: RoleView, after: RoleView) => ToastAction {
  const client = useZtoken()
  const undoing = useUndo()

  return (before, { name, permissions }) =>
    undoing({
      name,
      async isAsLeft() {
        const { roles } = await call(client, listRoles)
        return isSame(roles.find((role) => role.name === name)?.permissions, permissions)
      },
      async takeBack() {
        await call(client, putRole, { name, permissions: [...before.permissions] })
        await refreshPermissions(client)
      },
    })
}
