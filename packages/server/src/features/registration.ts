import { registrationOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { originOf, requireHumanCheck } from '../http/asked.ts'
import type { RegistrationMode } from '../http/options.ts'
import { granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

export interface RegistrationOptions {
  /** False: strangers may not register; `code`: by a one-time code alone. */
  readonly registration?: RegistrationMode
}

/** Making an account of one's own. */
export function registration(
  { route }: Http,
  core: Core,
  { registration: isOpen = true }: RegistrationOptions,
): void {
  route(
    registrationOperations.register,
    async ({ device, device_kind, ...input }, request, reply) => {
      if (isOpen !== true) throw new ZtokenError('registration_closed')
      await requireHumanCheck(core, registrationOperations.register, request)
      const grant = await core.register(input, originOf(request, { device, device_kind }))
      return granted(core, reply, grant)
    },
  )
}
