import { totpOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import { granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'
import { keepFromOldCaches } from '../http/secure-replies.ts'

/** Setting an authenticator up. */
export function totp({ route }: Http, core: Core): void {
  route(totpOperations.beginTotp, async (_input, request, reply) => {
    const { enrolment, secret, uri, expiresInSeconds } = await core.beginTotp(callerOf(request))
    keepFromOldCaches(reply)
    return { enrolment, secret, uri, expires_in: expiresInSeconds }
  })

  route(totpOperations.confirmTotp, async (input, request, reply) =>
    granted(core, reply, await core.confirmTotp(callerOf(request), input, request.ip)),
  )
}
