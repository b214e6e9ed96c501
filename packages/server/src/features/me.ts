import { meOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import { clearBrowserCaches } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** One's own account. */
export function me({ route }: Http, core: Core): void {
  route(meOperations.readMe, async (_input, request) =>
    core.views.user(await core.requireUser(callerOf(request))),
  )

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
