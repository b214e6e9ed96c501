import { createHash, timingSafeEqual } from 'node:crypto'
import type { Permission } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { findToken, type TokenHeader } from '@ztoken/guard'
import { type OnRequest, requirePermission } from '@ztoken/guard/fastify'
import type { FastifyRequest } from 'fastify'

const shortestToken = 32

/**
 * The guard of what other services ask: lets on who sends one of these tokens as
 * `Authorization: Bearer`, and a caller with the permission.
 * Throws TypeError for a token of fewer than 32 characters.
 */
export function tokenOrPermission(
  core: Core,
  tokens: readonly string[],
  permission: Permission,
  header: TokenHeader,
): OnRequest {
  const isToken = serviceTokens(tokens, header)
  const asCaller = requirePermission(core, permission, { header })
  return (request, reply, done) => {
    if (isToken(request)) done()
    else asCaller(request, reply, done)
  }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Whether a request sends one of these tokens. Compares digests, all of them each time: neither the
 * time nor a length tells anything. Throws TypeError for a token of fewer than 32 characters.
 */
export function serviceTokens(
  tokens: readonly string[],
  header: TokenHeader,
): (request: FastifyRequest) => boolean {
  if (tokens.some((token) => token.length < shortestToken)) {
    throw new TypeError(`a token of a service has ${shortestToken} characters or more`)
  }
  const digests = tokens.map(digestOf)
  return (request) => {
    if (digests.length === 0) return false
    const given = digestOf(bearerOf(request, header) ?? '')
    return digests.map((digest) => timingSafeEqual(digest, given)).includes(true)
  }
}

/** What is malformed is left to the guard, which says how. */
function bearerOf(request: FastifyRequest, header: TokenHeader): string | null {
  try {
    return request.headers.authorization === undefined
      ? null
      : findToken(request.raw, header === 'any' ? 'any' : 'authorization')
  } catch {
    return null
  }
}
