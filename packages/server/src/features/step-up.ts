import { stepUpOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import { granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** Showing once more who one is. */
export function stepUp({ route }: Http, core: Core): void {
  route(stepUpOperations.verify, async ({ password }, request, reply) =>
    granted(core, reply, await core.verifyIdentity(callerOf(request), password, request.ip)),
  )
}
