import {
  type ChangePasswordBody,
  changePasswordBody,
  endedView,
  exportView,
  paths,
  permissionsView,
  type UpdateMeBody,
  updateMeBody,
  userView,
} from '@ztoken/contract'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance } from 'fastify'
import { clearBrowserCaches, ok, type RouteOptions, schemaOf } from './route.ts'

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
    { onRequest, ...schemaOf({ body: changePasswordBody, data: endedView }) },
    async (request) => {
      const { password, new_password: newPassword } = request.body
      const change = { password, newPassword }
      const ended = await core.changePassword(callerOf(request), change, request.ip)
      return ok(request, { ended })
    },
  )

  app.get(
    paths.myPermissions,
    { onRequest, ...schemaOf({ data: permissionsView }) },
    async (request) => ok(request, { permissions: await core.permissionsOf(callerOf(request)) }),
  )

  app.get(paths.myExport, { onRequest, ...schemaOf({ data: exportView }) }, async (request) =>
    ok(request, await core.exportAccount(callerOf(request))),
  )
}
