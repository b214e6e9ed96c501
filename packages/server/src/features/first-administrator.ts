import { firstAdministratorOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { originOf } from '../http/asked.ts'
import { granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

/** Making the first administrator, with the token that the server printed when it started. */
export function firstAdministrator({ route }: Http, core: Core): void {
  route(firstAdministratorOperations.checkSetupToken, ({ setup_token }) =>
    core.checkSetupToken(setup_token),
  )

  route(
    firstAdministratorOperations.setUp,
    async ({ setup_token: setupToken, device, device_kind, ...input }, request, reply) => {
      const origin = originOf(request, { device, device_kind })
      return granted(core, reply, await core.setUp({ ...input, setupToken }, origin))
    },
  )
}
