import {
  type ChangePasswordBody,
  changePasswordBody,
  exportView,
  passwordChangedView,
  paths,
  permissionsView,
  type UpdateMeBody,
  updateMeBody,
  userView,
} from '@ztoken/contract'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance } from 'fastify'
import { exportText } from './export-text.ts'
import { clearBrowserCaches, ok, type RouteOptions, schemaOf } from './route.ts'
import { keepFromOldCaches } from './secure-replies.ts'

/** One's own account. */
export async function meRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  const onRequest = loginRequired(core)

  app.get(paths.me, { onRequest, ...schemaOf({ data: userView }) }, async (request) =>
    ok(request, core.views.user(await core.requireUser(callerOf(request)))),
  )

  app.patch<{ Body: UpdateMeBody }>(
    paths.me,
    { onRequest, ...schemaOf({ body: updateMeBody, data: userView }) },
    async (request) =>
      ok(request, core.views.user(await core.updateUser(callerOf(request), request.body))),
  )

  app.delete(paths.me, { onRequest, ...schemaOf({}) }, async (request, reply) => {
    await core.deleteOwnAccount(callerOf(request))
    clearBrowserCaches(reply)
    return ok(request)
  })

  app.put<{ Body: ChangePasswordBody }>(
    paths.myPassword,
    { onRequest, ...schemaOf({ body: changePasswordBody, data: passwordChangedView }) },
    async (request, reply) => {
      const { password, new_password: newPassword } = request.body
      const change = { password, newPassword }
      const { ended, grant } = await core.changePassword(callerOf(request), change, request.ip)
      keepFromOldCaches(reply)
      return ok(request, { ended, ...core.views.grant(grant) })
    },
  )

  app.get(
    paths.myPermissions,
    { onRequest, ...schemaOf({ data: permissionsView }) },
    async (request) => ok(request, { permissions: await core.permissionsOf(callerOf(request)) }),
  )

  app.get(
    paths.myExport,
    { onRequest, ...schemaOf({ data: exportView }) },
    async (request, reply) => {
      const pieces = await core.exportAccountInPieces(callerOf(request))
      return reply.type('application/json; charset=utf-8').send(exportText(request, pieces))
    },
  )
}
