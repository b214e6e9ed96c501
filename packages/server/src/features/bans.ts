import { bansOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { actorOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Keeping somebody out, for a while or for good. */
export function bans({ route }: Http, core: Core): void {
  route(bansOperations.banUser, async ({ id, until = null, reason = null }, request) => {
    const ban = { until: until === null ? null : Date.parse(until), reason }
    return core.views.managedUser(await core.ban(id, ban, actorOf(request)))
  })

  route(bansOperations.unbanUser, async ({ id }, request) =>
    core.views.managedUser(await core.unban(id, actorOf(request))),
  )
}
