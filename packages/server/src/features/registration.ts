import { registrationOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { originOf, requireHumanCheck } from '../http/asked.ts'
import type { RegistrationMode } from '../http/options.ts'
import type { Http } from '../http/route.ts'

export interface RegistrationOptions {
  /** False: strangers may not register; `code`: by a one-time code alone. */
  readonly registration?: RegistrationMode
}

/** Making an account of one's own. */
export function registration(
  { grantRoute }: Http,
  core: Core,
  { registration: isOpen = true }: RegistrationOptions,
): void {
  grantRoute(
    registrationOperations.register,
    async ({ device, device_kind, ...input }, request) => {
      if (isOpen !== true) throw new ZtokenError('registration_closed')
      await requireHumanCheck(core, registrationOperations.register, request)
      return { grant: await core.register(input, originOf(request, { device, device_kind })) }
    },
  )
}
