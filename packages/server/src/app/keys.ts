import { createHash } from 'node:crypto'
import {
  type KeyChangeView,
  type KeyRotationBody,
  type KeyView,
  type KidParams,
  keyChangeView,
  keyRotationBody,
  keysView,
  kidParams,
  paths,
} from '@ztoken/contract'
import type { KeyInfo, KeysChanged } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import { isKnown } from './etag.ts'
import { actorOf, ok, permissionGuard, type RouteOptions, schemaOf } from './route.ts'

/** How long a verifier may keep the JWKS. A key is published for longer before it issues. */
const jwksSeconds = 300

/** The public keys for everybody, and the signing keys for administrators. */
export async function keyRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  const may = permissionGuard(core)

  app.get(paths.jwks, async (request, reply) => {
    // As bytes: of a text the framework would say a charset, which the type does not have.
    const body = Buffer.from(JSON.stringify(core.jwks()))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    reply.header('cache-control', `public, max-age=${jwksSeconds}`).header('etag', etag)
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.type('application/jwk-set+json').send(body)
  })

  app.get(
    paths.keys,
    { onRequest: may('key:read'), ...schemaOf({ data: keysView }) },
    async (request) => ok(request, { keys: core.keys().map(keyViewOf) }),
  )

  app.post<{ Body: KeyRotationBody | null | undefined }>(
    paths.keyRotation,
    { onRequest: may('key:rotate'), ...schemaOf({ body: keyRotationBody, data: keyChangeView }) },
    async (request) => {
      const changed = await core.rotateKeys(request.body ?? {}, actorOf(request, 'key:rotate'))
      return ok(request, keyChangeViewOf(changed))
    },
  )

  app.delete<{ Params: KidParams }>(
    paths.key,
    { onRequest: may('key:rotate'), ...schemaOf({ params: kidParams, data: keyChangeView }) },
    async (request) => {
      const changed = await core.revokeKey(request.params.kid, actorOf(request, 'key:rotate'))
      return ok(request, keyChangeViewOf(changed))
    },
  )
}

function keyChangeViewOf({ keys, activatedAtOnce }: KeysChanged): KeyChangeView {
  return { keys: keys.map(keyViewOf), activated_at_once: activatedAtOnce }
}

function keyViewOf({ kid, state, createdAt, activatesAt, retiresAt }: KeyInfo): KeyView {
  const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()
  return {
    kid,
    state,
    created_at: instant(createdAt),
    activates_at: instant(activatesAt),
    retires_at: retiresAt === null ? null : instant(retiresAt),
  }
}
