import { passkeysOperations, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { Content } from '../http/answer.ts'
import { callerOf, originOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Passkeys: signing in with one, showing one once more, and one's own. */
export function passkeys({ route, grantRoute }: Http, core: Core): void {
  route(passkeysOperations.beginPasskeyLogin, async (input, request) => ({
    options: await core.beginPasskeyLogin(input, request.ip),
  }))

  grantRoute(
    passkeysOperations.loginWithPasskey,
    async ({ device, device_kind, trust_device: trustDevice = false, ...input }, request) => {
      const origin = originOf(request, { device, device_kind })
      return { grant: await core.loginWithPasskey({ ...input, trustDevice }, origin) }
    },
  )

  route(passkeysOperations.beginPasskeyVerification, async (_input, request) => ({
    options: await core.beginPasskeyVerification(callerOf(request)),
  }))

  grantRoute(passkeysOperations.verifyWithPasskey, async ({ credential }, request) => ({
    grant: await core.verifyIdentityWithPasskey(callerOf(request), credential, request.ip),
  }))

  route(passkeysOperations.beginPasskey, async (_input, request) => ({
    options: await core.beginPasskey(callerOf(request)),
  }))

  grantRoute(passkeysOperations.addPasskey, async (input, request) => ({
    grant: await core.addPasskey(callerOf(request), input, request.ip),
  }))

  route(passkeysOperations.beginPasskeyWithTicket, async ({ ticket }) => ({
    options: await core.beginPasskeyWithTicket(ticket),
  }))

  grantRoute(passkeysOperations.addPasskeyWithTicket, async (input, request) => ({
    grant: await core.addPasskeyWithTicket(input, request.ip),
  }))

  route(passkeysOperations.listPasskeys, async (_input, request) => ({
    passkeys: (await core.passkeys(callerOf(request))).map(core.views.passkey),
  }))

  route(passkeysOperations.renamePasskey, async ({ id, name }, request) => {
    await core.renamePasskey(callerOf(request), id, name)
  })

  // Of one origin alone there is nothing to relate.
  route(passkeysOperations.readPasskeyOrigins, () => {
    const origins = core.passkeyOrigins().filter((one) => one.startsWith('https:'))
    if (origins.length < 2) throw new ZtokenError('not_found')
    return new Content('application/json', Buffer.from(JSON.stringify({ origins })))
  })
}
