import { healthOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { requireStaying } from '../http/draining.ts'
import type { FrameOptions } from '../http/options.ts'
import type { Http } from '../http/route.ts'

/** What load balancers ask. */
export function health(
  { route }: Http,
  core: Core,
  { draining }: Pick<FrameOptions, 'draining'>,
): void {
  route(healthOperations.readHealth, () => {})

  route(healthOperations.readReadiness, async () => {
    requireStaying(draining)
    await core.ready()
  })
}
