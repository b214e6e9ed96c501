import { createHash } from 'node:crypto'
import { type KeyChangeView, type KeyView, keysOperations } from '@ztoken/contract'
import type { Core, KeysChanged } from '@ztoken/core'
import { Content, tagged } from '../http/answer.ts'
import { actorOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** How long a verifier may keep the JWKS. A key is published for longer before it issues. */
const jwksSeconds = 300

/** The public keys for everybody, and the signing keys for administrators. */
export function keys({ route }: Http, core: Core): void {
  route(keysOperations.readJwks, (_input, request, reply) => {
    // As bytes: of a text the framework would say a charset, which the type does not have.
    const body = Buffer.from(JSON.stringify(core.jwks()))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    reply.header('cache-control', `public, max-age=${jwksSeconds}`)
    return tagged(new Content('application/jwk-set+json', body), etag, request, reply)
  })

  route(keysOperations.listKeys, () => ({ keys: core.keys().map(keyViewOf) }))

  route(keysOperations.rotateKeys, async (options, request) =>
    keyChangeViewOf(await core.rotateKeys(options, actorOf(request))),
  )

  route(keysOperations.revokeKey, async ({ kid }, request) =>
    keyChangeViewOf(await core.revokeKey(kid, actorOf(request))),
  )
}

function keyChangeViewOf({ keys, activatedAtOnce }: KeysChanged): KeyChangeView {
  return { keys: keys.map(keyViewOf), activated_at_once: activatedAtOnce }
}

function keyViewOf({
  kid,
  state,
  createdAt,
  activatesAt,
  retiresAt,
}: KeysChanged['keys'][number]): KeyView {
  const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()
  return {
    kid,
    state,
    created_at: instant(createdAt),
    activates_at: instant(activatesAt),
    retires_at: retiresAt === null ? null : instant(retiresAt),
  }
}
