import { passwordResetOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { actorOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'
import { keepFromOldCaches } from '../http/secure-replies.ts'

/** Another password for somebody who has forgotten theirs. */
export function passwordReset({ route }: Http, core: Core): void {
  route(passwordResetOperations.requestPasswordReset, async ({ id }, request, reply) => {
    const reset = await core.requestPasswordReset(id, actorOf(request))
    keepFromOldCaches(reply)
    return { reset_token: reset.resetToken, expires_in: reset.expiresInSeconds }
  })

  route(passwordResetOperations.resetPassword, async ({ reset_token, new_password }, request) => {
    await core.resetPassword(reset_token, new_password, request.ip)
  })
}
