import type { AccessName, LoginBody } from '@ztoken/contract'
import type { Actor, Caller, Origin } from '@ztoken/core'
import { callerOf as callerOfAny } from '@ztoken/guard/fastify'
import type { FastifyRequest } from 'fastify'

declare const guard: unique symbol

/** A request that a guard has let on. */
export interface GuardedRequest extends FastifyRequest {
  readonly [guard]: 'callers' | 'permission'
}

/** A request that was let on for a permission. */
export interface PermittedRequest extends GuardedRequest {
  readonly [guard]: 'permission'
}

/** The request of an operation with this access: only where there is a guard there is a caller. */
export type RequestOf<Access extends AccessName> = Access extends 'anybody'
  ? FastifyRequest
  : Access extends 'callers'
    ? GuardedRequest
    : PermittedRequest

/** Where the configuration of a route holds the permission it asks for. */
export const permissionAsked: unique symbol = Symbol('permission')

/** Who a request comes from. */
export function callerOf(request: GuardedRequest): Caller {
  return callerOfAny(request)
}

/**
 * The caller as the one who does something to somebody, let in for the permission of the route: it
 * is judged again together with what is done.
 */
export function actorOf(request: PermittedRequest): Actor {
  const caller = callerOfAny(request)
  const { [permissionAsked]: permission } = request.routeOptions.config as {
    readonly [permissionAsked]?: string
  }
  if (permission === undefined) throw new TypeError('the route asks for no permission')
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

/** What a list is asked for: texts of digits become numbers here, after the schema. */
export function pageOf({ after, limit }: { readonly after?: string; readonly limit?: string }): {
  after: string | null
  limit?: number
} {
  return { after: after ?? null, ...(limit !== undefined && { limit: Number(limit) }) }
}
