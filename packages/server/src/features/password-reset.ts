import { passwordResetOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { actorOf, codeAnswerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'
import { keepFromOldCaches } from '../http/secure-replies.ts'

/** Another password for somebody who has forgotten theirs. */
export function passwordReset({ route }: Http, core: Core): void {
  route(passwordResetOperations.requestPasswordReset, async ({ id }, request, reply) => {
    const reset = await core.requestPasswordReset(id, actorOf(request))
    keepFromOldCaches(reply)
    return { reset_token: reset.resetToken, expires_in: reset.expiresInSeconds }
  })

  route(passwordResetOperations.checkResetToken, ({ reset_token }) =>
    core.checkResetToken(reset_token),
  )

  route(passwordResetOperations.resetPassword, async (input, request) => {
    if ('reset_token' in input) {
      return core.resetPassword(input.reset_token, input.new_password, request.ip)
    }
    const shown = { ...codeAnswerOf(input), newPassword: input.new_password }
    await core.resetPasswordWithCode(shown, request.ip)
  })
}
