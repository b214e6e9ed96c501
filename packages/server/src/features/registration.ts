import { registrationOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { originOf } from '../http/asked.ts'
import { granted } from '../http/reply.ts'
import type { Http } from '../http/route.ts'

export interface RegistrationOptions {
  /** False: strangers may not register. */
  readonly registration?: boolean
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
      if (!isOpen) throw new ZtokenError('registration_closed')
      const grant = await core.register(input, originOf(request, { device, device_kind }))
      return granted(core, reply, grant)
    },
  )
}
