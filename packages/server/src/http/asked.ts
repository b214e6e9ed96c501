import {
  type AccessName,
  type AddIdentityBody,
  humanCheckHeader,
  type LoginBody,
  type Operation,
} from '@ztoken/contract'
import type { Actor, Caller, CodeAnswer, Core, Origin } from '@ztoken/core'
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

/** What was sent for a human check; null: nothing. */
export function humanCheckOf({ headers }: FastifyRequest): string | null {
  const shown = headers[humanCheckHeader]
  return typeof shown === 'string' ? shown : null
}

/** Asks for a human check before this operation. Throws ZtokenError `human_check_required`. */
export function requireHumanCheck(
  core: Pick<Core, 'requireHumanCheck'>,
  { path }: Pick<Operation, 'path'>,
  request: FastifyRequest,
): Promise<void> {
  const solution = humanCheckOf(request)
  return core.requireHumanCheck({ route: path, address: request.ip, solution })
}

/** A code as it was shown, whatever else a body says. */
export function codeAnswerOf({
  challenge_id,
  code,
  phone,
  email,
}: Omit<AddIdentityBody, 'replace_unproven'>): CodeAnswer {
  const recipient = { ...(phone !== undefined && { phone }), ...(email !== undefined && { email }) }
  return { ...recipient, challengeId: challenge_id, code }
}

/** What a list is asked for: texts of digits become numbers here, after the schema. */
export function pageOf({ after, limit }: { readonly after?: string; readonly limit?: string }): {
  after: string | null
  limit?: number
} {
  return { after: after ?? null, ...(limit !== undefined && { limit: Number(limit) }) }
}

/** A word of a query; null where it was left out. */
export function booleanOf(text: 'true' | 'false' | undefined): boolean | null {
  return text === undefined ? null : text === 'true'
}

/** A moment of a query in milliseconds; null where it was left out. */
export function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text)
}
