import {
  type BanBody,
  banBody,
  type CreateUserBody,
  createUserBody,
  type IdParams,
  idParams,
  managedUserView,
  paths,
  resetTokenView,
  type UpdateUserBody,
  type UsersQuery,
  updateUserBody,
  usersQuery,
  usersView,
  ZtokenError,
} from '@ztoken/contract'
import type { Core, User } from '@ztoken/core'
import { callerOf } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  actorOf,
  clearBrowserCaches,
  ok,
  pageOf,
  permissionGuard,
  type RouteOptions,
  schemaOf,
} from './route.ts'
import { keepFromOldCaches } from './secure-replies.ts'

/** Users, for administrators. */
export async function userRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  const may = permissionGuard(core)
  const one = { params: idParams, data: managedUserView }

  app.get<{ Querystring: UsersQuery }>(
    paths.users,
    { onRequest: may('user:read'), ...schemaOf({ querystring: usersQuery, data: usersView }) },
    async (request) => {
      const { search = null, ...page } = request.query
      const { items, next } = await core.searchUsers({ ...pageOf(page), search })
      return ok(request, { users: items.map(core.views.managedUser), next })
    },
  )

  app.post<{ Body: CreateUserBody }>(
    paths.users,
    { onRequest: may('user:create'), ...schemaOf({ body: createUserBody, data: managedUserView }) },
    async (request) => {
      await requireMayAssign(request, request.body)
      return shown(request, await core.createUser(request.body, actorOf(request, 'user:create')))
    },
  )

  app.get<{ Params: IdParams }>(
    paths.user,
    { onRequest: may('user:read'), ...schemaOf(one) },
    async (request) => shown(request, await requireUserById(core, request.params.id)),
  )

  app.patch<{ Params: IdParams; Body: UpdateUserBody }>(
    paths.user,
    { onRequest: may('user:edit'), ...schemaOf({ ...one, body: updateUserBody }) },
    async (request) => {
      await requireMayAssign(request, request.body)
      const { id } = request.params
      return shown(
        request,
        await core.updateManagedUser(id, request.body, actorOf(request, 'user:edit')),
      )
    },
  )

  app.delete<{ Params: IdParams }>(
    paths.user,
    { onRequest: may('user:delete'), ...schemaOf({ params: idParams }) },
    async (request, reply) => {
      const { id } = request.params
      const caller = callerOf(request)
      if (id !== caller.userId) {
        await core.deleteAccount(id, actorOf(request, 'user:delete'))
        return ok(request)
      }
      // Oneself is deleted as everybody deletes themselves: with the password shown lately.
      await core.deleteOwnAccount(caller)
      clearBrowserCaches(reply)
      return ok(request)
    },
  )

  app.put<{ Params: IdParams; Body: BanBody }>(
    paths.userBan,
    { onRequest: may('user:ban'), ...schemaOf({ ...one, body: banBody }) },
    async (request) => {
      const { until = null, reason = null } = request.body
      const ban = { until: until === null ? null : Date.parse(until), reason }
      return shown(request, await core.ban(request.params.id, ban, actorOf(request, 'user:ban')))
    },
  )

  app.delete<{ Params: IdParams }>(
    paths.userBan,
    { onRequest: may('user:ban'), ...schemaOf(one) },
    async (request) =>
      shown(request, await core.unban(request.params.id, actorOf(request, 'user:ban'))),
  )

  app.post<{ Params: IdParams }>(
    paths.userPasswordReset,
    {
      onRequest: may('user:reset_password'),
      ...schemaOf({ params: idParams, data: resetTokenView }),
    },
    async (request, reply) => {
      const reset = await core.requestPasswordReset(
        request.params.id,
        actorOf(request, 'user:reset_password'),
      )
      keepFromOldCaches(reply)
      return ok(request, { reset_token: reset.resetToken, expires_in: reset.expiresInSeconds })
    },
  )

  /** Whoever gives roles gives permissions, which editing a profile does not. */
  async function requireMayAssign(
    request: FastifyRequest,
    { roles }: { readonly roles?: unknown },
  ): Promise<void> {
    if (roles !== undefined) await core.requirePermission(callerOf(request), 'role:assign')
  }

  function shown(request: FastifyRequest, user: User): unknown {
    return ok(request, core.views.managedUser(user))
  }
}

/** By id alone: a phone that happens to be one names nobody here. Throws `not_found`. */
export async function requireUserById(core: Core, id: string): Promise<User> {
  const user = await core.findUser(id)
  if (user?.id !== id) throw new ZtokenError('not_found')
  return user
}
