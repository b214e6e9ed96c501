import { type TotpEnrolmentView, totpOperations } from '@ztoken/contract'
import type { Core, TotpEnrolment } from '@ztoken/core'
import type { FastifyReply } from 'fastify'
import { callerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'
import { keepFromOldCaches } from '../http/secure-replies.ts'

/** Setting an authenticator up. */
export function totp({ route, grantRoute }: Http, core: Core): void {
  const shown = (
    reply: FastifyReply,
    { enrolment, secret, uri, expiresInSeconds }: TotpEnrolment,
  ): TotpEnrolmentView => {
    keepFromOldCaches(reply)
    return { enrolment, secret, uri, expires_in: expiresInSeconds }
  }

  route(totpOperations.beginTotp, async (_input, request, reply) =>
    shown(reply, await core.beginTotp(callerOf(request))),
  )

  route(totpOperations.beginTotpWithTicket, async ({ ticket }, _request, reply) =>
    shown(reply, await core.beginTotpWithTicket(ticket)),
  )

  grantRoute(totpOperations.confirmTotpWithTicket, async (input, request) => ({
    grant: await core.confirmTotpWithTicket(input, request.ip),
  }))

  grantRoute(totpOperations.confirmTotp, async (input, request) => ({
    grant: await core.confirmTotp(callerOf(request), input, request.ip),
  }))
}
