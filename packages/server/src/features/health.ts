import { healthOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { FrameOptions } from '../http/options.ts'
import type { Http } from '../http/route.ts'

/** A server that is to stop is not ready any more. */
export type HealthOptions = Pick<FrameOptions, 'isStopping'>

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
