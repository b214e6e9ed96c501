import { secondFactorsOperations } from '@ztoken/contract'
import type { Core, Factor } from '@ztoken/core'
import { actorOf, callerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** The second step of a login, and what may be shown there. */
export function secondFactors({ route, grantRoute }: Http, core: Core): void {
  const shown = (all: readonly Factor[]) => ({ factors: all.map(core.views.factor) })

  grantRoute(
    secondFactorsOperations.loginWithFactor,
    async ({ trust_device: trustDevice = false, ...input }, request) => ({
      grant: await core.loginWithFactor({ ...input, trustDevice }, request.ip),
    }),
  )

  route(secondFactorsOperations.listFactors, async (_input, request) =>
    shown(await core.factors(callerOf(request))),
  )

  route(secondFactorsOperations.removeFactor, async ({ id }, request) => {
    await core.removeFactor(callerOf(request), id, request.ip)
  })

  route(secondFactorsOperations.listUserFactors, async ({ id }) => shown(await core.factorsOf(id)))

  route(secondFactorsOperations.removeUserFactors, async ({ id }, request) => {
    await core.removeFactors(id, actorOf(request))
  })
}
