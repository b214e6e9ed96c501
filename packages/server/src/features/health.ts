import { healthOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Http } from '../http/route.ts'

export interface HealthOptions {
  /** True from when the server is to stop: it is not ready any more, and still answers. */
  readonly isStopping?: () => boolean
}

/** What load balancers ask. */
export function health(
  { route }: Http,
  core: Core,
  { isStopping = () => false }: HealthOptions,
): void {
  route(healthOperations.readHealth, () => {})

  route(healthOperations.readReadiness, async () => {
    if (isStopping()) throw new ZtokenError('unavailable')
    await core.ready()
  })
}
