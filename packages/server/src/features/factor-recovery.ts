import { factorRecoveryOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Second factors that were lost: asked about after the first one, and seen by whoever is signed in. */
export function factorRecovery({ route, grantRoute }: Http, core: Core): void {
  const { factorRecovery: shown } = core.views

  route(factorRecoveryOperations.askFactorRecovery, async ({ ticket }, request) =>
    shown(await core.askFactorRecovery(ticket, request.ip)),
  )

  grantRoute(factorRecoveryOperations.finishFactorRecovery, async ({ ticket }, request) => ({
    grant: await core.finishFactorRecovery(ticket, request.ip),
  }))

  route(factorRecoveryOperations.readFactorRecovery, async (_input, request) => {
    const recovery = await core.factorRecovery(callerOf(request))
    return { recovery: recovery && shown(recovery) }
  })

  route(factorRecoveryOperations.cancelFactorRecovery, async (_input, request) => {
    await core.cancelFactorRecovery(callerOf(request), request.ip)
  })
}
