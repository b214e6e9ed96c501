import {
  type GrantView,
  grantView,
  type LoginBody,
  languageOf,
  loginBody,
  messageOf,
  paths,
  type RefreshBody,
  type RegisterBody,
  type Reply,
  refreshBody,
  registerBody,
  type UpdateMeBody,
  updateMeBody,
  userView,
} from '@ztoken/contract'
import type { Core, Grant, Origin } from '@ztoken/core'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { keepFromOldCaches } from './secure-replies.ts'

/** The modern API about one's own account. */
export async function accountRoutes(
  app: FastifyInstance,
  { core }: { readonly core: Core },
): Promise<void> {
  const onRequest = loginRequired(core)

  app.post<{ Body: RegisterBody }>(
    paths.register,
    schema(registerBody, grantView),
    async (request, reply) => {
      const { device, ...input } = request.body
      return granted(request, reply, await core.register(input, origin(request, device)))
    },
  )

  app.post<{ Body: LoginBody }>(
    paths.login,
    schema(loginBody, grantView),
    async (request, reply) => {
      const { device, ...input } = request.body
      return granted(request, reply, await core.login(input, origin(request, device)))
    },
  )

  app.post<{ Body: RefreshBody }>(
    paths.refresh,
    schema(refreshBody, grantView),
    async (request, reply) =>
      granted(request, reply, await core.refresh(request.body.refresh_token)),
  )

  function granted(request: FastifyRequest, reply: FastifyReply, grant: Grant): Reply<GrantView> {
    keepFromOldCaches(reply)
    return ok(request, core.views.grant(grant))
  }

  app.post(paths.logout, { onRequest }, async (request) => {
    await core.endCallersSession(callerOf(request))
    return ok(request)
  })

  app.get(paths.me, { onRequest, ...schema(null, userView) }, async (request) =>
    ok(request, core.views.user(await core.requireUser(callerOf(request)))),
  )

  app.patch<{ Body: UpdateMeBody }>(
    paths.me,
    { onRequest, ...schema(updateMeBody, userView) },
    async (request) =>
      ok(request, core.views.user(await core.updateUser(callerOf(request), request.body))),
  )
}

function schema(body: object | null, data: object): { schema: object } {
  const properties = { code: { type: 'integer' }, msg: { type: 'string' }, data }
  const response = { 200: { type: 'object', properties } }
  return { schema: body === null ? { response } : { body, response } }
}

function origin(request: FastifyRequest, device: string | undefined): Origin {
  return { address: request.ip, device: device ?? null }
}

function ok<Data>(request: FastifyRequest, data?: Data): Reply<Data> {
  const msg = messageOf('ok', languageOf(request.headers['accept-language']))
  return data === undefined ? { code: 0, msg } : { code: 0, msg, data }
}
