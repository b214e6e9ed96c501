import { passwordOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Changing one's own password. */
export function password({ grantRoute }: Http, core: Core): void {
  grantRoute(
    passwordOperations.changePassword,
    async ({ password: current, new_password: newPassword }, request) => {
      const change = { password: current, newPassword }
      return core.changePassword(callerOf(request), change, request.ip)
    },
  )
}
