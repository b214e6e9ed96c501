import { meOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { Kept } from '../http/answer.ts'
import { callerOf } from '../http/asked.ts'
import { clearBrowserCaches } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** One's own account. */
export function me({ route }: Http, core: Core): void {
  route(meOperations.readMe, (_input, request) => {
    const caller = callerOf(request)
    const known = core.peekUser(caller)
    if (known !== null) return new Kept(known, () => core.views.user(known))
    return core.requireUser(caller).then(core.views.user)
  })

  for (const update of [meOperations.updateMe, meOperations.putMe]) {
    route(update, async (changes, request) =>
      core.views.user(await core.updateUser(callerOf(request), changes)),
    )
  }

  route(meOperations.deleteMe, async (_input, request, reply) => {
    await core.deleteOwnAccount(callerOf(request))
    clearBrowserCaches(reply)
  })

  route(meOperations.readPermissionsHeld, async (_input, request) => ({
    permissions: await core.permissionsOf(callerOf(request)),
  }))
}
