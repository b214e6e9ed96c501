import {
  paths,
  type RoleBody,
  type RoleParams,
  roleBody,
  roleParams,
  rolesView,
  roleView,
} from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'
import { actorOf, ok, permissionGuard, type RouteOptions, schemaOf } from './route.ts'

/** Roles and what they hold, for administrators. */
export async function roleRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  const may = permissionGuard(core)

  app.get(
    paths.roles,
    { onRequest: may('role:read'), ...schemaOf({ data: rolesView }) },
    async (request) => ok(request, { roles: await core.roles() }),
  )

  app.put<{ Params: RoleParams; Body: RoleBody }>(
    paths.role,
    {
      onRequest: may('role:edit'),
      ...schemaOf({ params: roleParams, body: roleBody, data: roleView }),
    },
    async (request) => {
      const role = { name: request.params.name, permissions: request.body.permissions }
      return ok(request, await core.putRole(role, actorOf(request, 'role:edit')))
    },
  )

  app.delete<{ Params: RoleParams }>(
    paths.role,
    { onRequest: may('role:edit'), ...schemaOf({ params: roleParams }) },
    async (request) => {
      await core.deleteRole(request.params.name, actorOf(request, 'role:edit'))
      return ok(request)
    },
  )
}
