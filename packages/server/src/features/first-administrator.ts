import { firstAdministratorOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { originOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Making the first administrator, with the token that the server printed when it started. */
export function firstAdministrator({ route, grantRoute }: Http, core: Core): void {
  route(firstAdministratorOperations.checkSetupToken, ({ setup_token }) =>
    core.checkSetupToken(setup_token),
  )

  grantRoute(
    firstAdministratorOperations.setUp,
    async ({ setup_token: setupToken, device, device_kind, ...input }, request) => {
      const origin = originOf(request, { device, device_kind })
      return { grant: await core.setUp({ ...input, setupToken }, origin) }
    },
  )
}
