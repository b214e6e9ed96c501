import { languageOf, oneTimeCodesOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { findToken } from '@ztoken/guard'
import type { FastifyRequest } from 'fastify'
import { originOf, requireHumanCheck } from '../http/asked.ts'
import type { RegistrationMode } from '../http/options.ts'
import type { Http } from '../http/route.ts'

export interface OneTimeCodesRouteOptions {
  /** False: strangers may not register. */
  readonly registration?: RegistrationMode
  readonly publicUrl?: string
}

/** Codes by SMS and e-mail, and signing in with them. */
export function oneTimeCodes(
  { route, grantRoute, tokenHeader }: Http,
  core: Core,
  { registration = true, publicUrl }: OneTimeCodesRouteOptions,
): void {
  /** Anybody may ask; whose token does not hold is a stranger. */
  function isCaller({ raw }: FastifyRequest): boolean {
    try {
      const token = findToken(raw, tokenHeader)
      return token !== null && core.authenticate(token).sessionId !== null
    } catch {
      return false
    }
  }

  const mayRegister = registration !== false
  const site = publicUrl === undefined ? null : new URL(publicUrl).host

  route(oneTimeCodesOperations.requestCode, async (input, request) => {
    await requireHumanCheck(core, oneTimeCodesOperations.requestCode, request)
    const language = languageOf(request.headers['accept-language'])
    const isSignedIn = input.purpose === 'verify' && isCaller(request)
    const asked = { ...input, language, site, mayRegister, isSignedIn }
    const { challengeId, ...seconds } = await core.requestCode(asked, request.ip)
    return {
      challenge_id: challengeId,
      expires_in: seconds.expiresInSeconds,
      resend_in: seconds.resendInSeconds,
    }
  })

  grantRoute(
    oneTimeCodesOperations.loginWithCode,
    async (
      { challenge_id: challengeId, device_token, device, device_kind, ...rest },
      request,
      held,
    ) => {
      const origin = originOf(request, { device, device_kind })
      const deviceToken = device_token ?? held.deviceToken
      const shown = { ...rest, challengeId, deviceToken, mayRegister }
      return { grant: await core.loginWithCode(shown, origin) }
    },
  )
}
