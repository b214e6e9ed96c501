import { passwordOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import { granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** Changing one's own password. */
export function password({ route }: Http, core: Core): void {
  route(
    passwordOperations.changePassword,
    async ({ password: current, new_password: newPassword }, request, reply) => {
      const change = { password: current, newPassword }
      const { ended, grant } = await core.changePassword(callerOf(request), change, request.ip)
      return { ended, ...granted(core, reply, grant) }
    },
  )
}
