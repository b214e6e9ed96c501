import { healthOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Http } from '../http/route.ts'

/** What load balancers ask. */
export function health({ route }: Http, core: Core): void {
  route(healthOperations.readHealth, () => {})

  route(healthOperations.readReadiness, async () => {
    await core.ready()
  })
}
