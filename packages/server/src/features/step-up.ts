import { stepUpOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf, codeAnswerOf } from '../http/asked.ts'
import { granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** Showing once more who one is. */
export function stepUp({ route }: Http, core: Core): void {
  route(stepUpOperations.verify, async (input, request, reply) => {
    const caller = callerOf(request)
    if ('password' in input) {
      return granted(core, reply, await core.verifyIdentity(caller, input.password, request.ip))
    }
    if ('kind' in input) {
      return granted(core, reply, await core.verifyIdentityWithFactor(caller, input, request.ip))
    }
    const answer = codeAnswerOf(input)
    return granted(core, reply, await core.verifyIdentityWithCode(caller, answer, request.ip))
  })
}
