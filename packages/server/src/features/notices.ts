import { noticesOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Http } from '../http/route.ts'
import { keepFromOldCaches } from '../http/secure-replies.ts'

/** Saying that what a notice tells of was not oneself. */
export function notices({ route }: Http, core: Core): void {
  route(noticesOperations.denyNotice, async ({ notice_token }, request, reply) => {
    const { resetToken, expiresInSeconds } = await core.denyNotice(notice_token, request.ip)
    keepFromOldCaches(reply)
    return { reset_token: resetToken, expires_in: expiresInSeconds }
  })
}
