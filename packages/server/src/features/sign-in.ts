import { signInOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf, humanCheckOf, originOf } from '../http/asked.ts'
import { clearBrowserCaches } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** Longer than anybody waits for a reply: none that is slow brings back a cookie of long ago. */
const cookieKeepSeconds = 30

/** Signing in, staying so, and signing out. */
export function signIn({ route, grantRoute, carrier }: Http, core: Core): void {
  grantRoute(
    signInOperations.login,
    async ({ device, device_kind, device_token, ...input }, request, held) => {
      const origin = originOf(request, { device, device_kind })
      const humanCheck = humanCheckOf(request)
      const deviceToken = device_token ?? held.deviceToken
      return { grant: await core.login({ ...input, deviceToken, humanCheck }, origin) }
    },
  )

  grantRoute(signInOperations.refresh, async (input, _request, { refreshToken }) => {
    if ('refresh_token' in input) return { grant: await core.refresh(input.refresh_token) }
    if (refreshToken === null) throw new ZtokenError('token_missing')
    return { grant: await core.refresh(refreshToken, { keepSeconds: cookieKeepSeconds }) }
  })

  route(signInOperations.logout, async (_input, request, reply) => {
    const caller = callerOf(request)
    await core.endCallersSession(caller)
    carrier.forget(caller.sessionId, request, reply)
    clearBrowserCaches(reply)
  })
}
