import {
  type GrantView,
  grantView,
  type LoginBody,
  loginBody,
  type PasswordResetBody,
  passwordResetBody,
  paths,
  type RefreshBody,
  type RegisterBody,
  type Reply,
  refreshBody,
  registerBody,
  type VerifyBody,
  verifyBody,
  ZtokenError,
} from '@ztoken/contract'
import type { Grant } from '@ztoken/core'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { clearBrowserCaches, ok, originOf, type RouteOptions, schemaOf } from './route.ts'
import { keepFromOldCaches } from './secure-replies.ts'

interface LoginRouteOptions extends RouteOptions {
  /** False: strangers may not register. */
  readonly registration: boolean
}

/** Signing in and out, and showing once more who one is. */
export async function loginRoutes(
  app: FastifyInstance,
  { core, registration }: LoginRouteOptions,
): Promise<void> {
  const onRequest = loginRequired(core)

  app.post<{ Body: RegisterBody }>(
    paths.register,
    schemaOf({ body: registerBody, data: grantView }),
    async (request, reply) => {
      if (!registration) throw new ZtokenError('registration_closed')
      const { device, device_kind, ...input } = request.body
      const grant = await core.register(input, originOf(request, { device, device_kind }))
      return granted(request, reply, grant)
    },
  )

  app.post<{ Body: LoginBody }>(
    paths.login,
    schemaOf({ body: loginBody, data: grantView }),
    async (request, reply) => {
      const { device, device_kind, device_token: deviceToken = null, ...input } = request.body
      const origin = originOf(request, { device, device_kind })
      const grant = await core.login({ ...input, deviceToken }, origin)
      return granted(request, reply, grant)
    },
  )

  app.post<{ Body: RefreshBody }>(
    paths.refresh,
    schemaOf({ body: refreshBody, data: grantView }),
    async (request, reply) =>
      granted(request, reply, await core.refresh(request.body.refresh_token)),
  )

  app.post(paths.logout, { onRequest, ...schemaOf({}) }, async (request, reply) => {
    await core.endCallersSession(callerOf(request))
    clearBrowserCaches(reply)
    return ok(request)
  })

  app.post<{ Body: VerifyBody }>(
    paths.verify,
    { onRequest, ...schemaOf({ body: verifyBody, data: grantView }) },
    async (request, reply) => {
      const { password } = request.body
      return granted(
        request,
        reply,
        await core.verifyIdentity(callerOf(request), password, request.ip),
      )
    },
  )

  app.post<{ Body: PasswordResetBody }>(
    paths.passwordReset,
    schemaOf({ body: passwordResetBody }),
    async (request) => {
      const { reset_token, new_password } = request.body
      await core.resetPassword(reset_token, new_password, request.ip)
      return ok(request)
    },
  )

  function granted(request: FastifyRequest, reply: FastifyReply, grant: Grant): Reply<GrantView> {
    keepFromOldCaches(reply)
    return ok(request, core.views.grant(grant))
  }
}
