import { auditOperations, permits } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf, instantOf, pageOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Who did what, the newest first. */
export function audit({ route }: Http, core: Core): void {
  route(
    auditOperations.searchAudit,
    async ({ user = null, event, address = null, from, until, ...page }, request) => {
      const { items, next } = await core.searchAudit({
        ...pageOf(page),
        userId: user,
        event: event?.split(',') ?? null,
        address: address?.toLowerCase() ?? null,
        from: instantOf(from),
        until: instantOf(until),
      })
      // Names are seen by whoever may see users, and by nobody for reading the audit alone.
      const held = await core.permissionsOf(callerOf(request))
      const people = permits(held, 'user:read') ? await core.peopleOf(items) : []
      return {
        entries: items.map(core.views.auditEntry),
        people: people.map(core.views.auditPerson),
        next,
      }
    },
  )
}
