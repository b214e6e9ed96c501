import {
  type LoginBody,
  languageOf,
  messageOf,
  type Permission,
  type Reply,
} from '@ztoken/contract'
import type { Actor, Core, Origin } from '@ztoken/core'
import { callerOf, type OnRequest, requirePermission } from '@ztoken/guard/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What a plugin of routes is given. */
export interface RouteOptions {
  readonly core: Core
}

/** What a route takes and gives, as JSON Schemas of the contract. */
export interface RouteSchemas {
  readonly body?: object
  readonly querystring?: object
  readonly params?: object
  /** The data of the reply; left out: none is sent. */
  readonly data?: object
}

/** The schema of a route under /v1, its reply in our envelope. */
export function schemaOf({ data, ...taken }: RouteSchemas): { schema: object } {
  const properties = {
    code: { type: 'integer' },
    msg: { type: 'string' },
    ...(data && { data }),
  }
  return { schema: { ...taken, response: { 200: { type: 'object', properties } } } }
}

/** The guard of an administrative route. */
export type PermissionGuard = (permission: Permission) => OnRequest

export function permissionGuard(core: Core): PermissionGuard {
  return (permission) => requirePermission(core, permission)
}

/**
 * The caller as the one who does something to somebody, let in for this permission: it is judged
 * again together with what is done.
 */
export function actorOf(request: FastifyRequest, permission: Permission): Actor {
  const caller = callerOf(request)
  return { actorId: caller.userId, address: request.ip, caller, permission }
}

interface DeviceFields {
  readonly device?: LoginBody['device'] | null | undefined
  readonly device_kind?: LoginBody['device_kind'] | null | undefined
}

/** Where a session comes from: the address, and the device as it calls itself. */
export function originOf(
  request: FastifyRequest,
  { device = null, device_kind = null }: DeviceFields,
): Origin {
  return { address: request.ip, device, deviceKind: device_kind }
}

/** Success, in the language asked for. */
export function ok<Data>(request: FastifyRequest, data?: Data): Reply<Data> {
  const msg = messageOf('ok', languageOf(request.headers['accept-language']))
  return data === undefined ? { code: 0, msg } : { code: 0, msg, data }
}

/** What a list is asked for: texts of digits become numbers here, after the schema. */
export function pageOf({ after, limit }: { readonly after?: string; readonly limit?: string }): {
  after: string | null
  limit?: number
} {
  return { after: after ?? null, ...(limit !== undefined && { limit: Number(limit) }) }
}

/**
 * Has the browser forget what it kept of this origin in its caches, pages for the back button too.
 * Not its storage and cookies: this origin may be an application's, whose other data are not ours.
 */
export function clearBrowserCaches(reply: FastifyReply): void {
  reply.header('clear-site-data', '"cache"')
}
