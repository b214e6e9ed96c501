import { signInOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf, humanCheckOf, originOf } from '../http/asked.ts'
import { clearBrowserCaches, granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** Signing in, staying so, and signing out. */
export function signIn({ route }: Http, core: Core): void {
  route(
    signInOperations.login,
    async ({ device, device_kind, device_token: deviceToken = null, ...input }, request, reply) => {
      const origin = originOf(request, { device, device_kind })
      const humanCheck = humanCheckOf(request)
      return granted(core, reply, await core.login({ ...input, deviceToken, humanCheck }, origin))
    },
  )

  route(signInOperations.refresh, async ({ refresh_token }, _request, reply) =>
    granted(core, reply, await core.refresh(refresh_token)),
  )

  route(signInOperations.logout, async (_input, request, reply) => {
    await core.endCallersSession(callerOf(request))
    clearBrowserCaches(reply)
  })
}
