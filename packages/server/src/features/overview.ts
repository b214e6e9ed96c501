import { overviewOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Http } from '../http/route.ts'

/** How the days went, for administrators. */
export function overview({ route }: Http, core: Core): void {
  route(overviewOperations.readOverview, async ({ days }) => {
    const all = await core.readDays(days === undefined ? {} : { days: Number(days) })
    return { days: all.map(core.views.day) }
  })
}
