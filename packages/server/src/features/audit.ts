import { auditOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { pageOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Who did what, the newest first. */
export function audit({ route }: Http, core: Core): void {
  route(
    auditOperations.searchAudit,
    async ({ user = null, event = null, from, until, ...page }) => {
      const { items, next } = await core.searchAudit({
        ...pageOf(page),
        userId: user,
        event,
        from: instantOf(from),
        until: instantOf(until),
      })
      return { entries: items.map(core.views.auditEntry), next }
    },
  )
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text)
}
