import { stepUpOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf, codeAnswerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Showing once more who one is. */
export function stepUp({ grantRoute }: Http, core: Core): void {
  grantRoute(stepUpOperations.verify, async (input, request) => {
    const caller = callerOf(request)
    if ('password' in input) {
      return { grant: await core.verifyIdentity(caller, input.password, request.ip) }
    }
    if ('kind' in input) {
      return { grant: await core.verifyIdentityWithFactor(caller, input, request.ip) }
    }
    const answer = codeAnswerOf(input)
    return { grant: await core.verifyIdentityWithCode(caller, answer, request.ip) }
  })
}
