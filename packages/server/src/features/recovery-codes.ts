import { recoveryCodesOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'
import { keepFromOldCaches } from '../http/secure-replies.ts'

/** Codes for the day on which the authenticator is lost. */
export function recoveryCodes({ route }: Http, core: Core): void {
  route(recoveryCodesOperations.makeRecoveryCodes, async (_input, request, reply) => {
    const codes = await core.makeRecoveryCodes(callerOf(request), request.ip)
    keepFromOldCaches(reply)
    return { recovery_codes: [...codes] }
  })
}
