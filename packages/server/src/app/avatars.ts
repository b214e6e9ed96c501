import type { Readable } from 'node:stream'
import { paths, userView, ZtokenError } from '@ztoken/contract'
import { claimantOf } from '@ztoken/core'
import { callerOf, loginRequired } from '@ztoken/guard/fastify'
import type { FastifyInstance } from 'fastify'
import type { Avatars } from '../avatars/avatars.ts'
import { createUploads } from '../avatars/uploads.ts'
import { isKnown } from './etag.ts'
import { acceptPictures, readBody } from './picture-body.ts'
import { ok, type RouteOptions, schemaOf } from './route.ts'

interface AvatarRouteOptions extends RouteOptions {
  readonly avatars: Avatars
}

const mostBytes = 5 * 1024 * 1024
/** A body that is refused is let run out up to here, so that browsers come to read the refusal. */
const mostDrainedBytes = 4 * mostBytes

/** One's own picture, and those of everybody for whoever has the URL. */
export async function avatarRoutes(
  app: FastifyInstance,
  { core, avatars }: AvatarRouteOptions,
): Promise<void> {
  const onRequest = loginRequired(core)
  const shown = schemaOf({ data: userView })

  app.delete(paths.myAvatar, { onRequest, ...shown }, async (request) =>
    ok(request, core.views.user(await core.setHeadPortrait(callerOf(request), null))),
  )

  await app.register(async (uploading) => {
    const uploads = createUploads()
    acceptPictures(uploading)
    uploading.put<{ Body: Readable | undefined }>(
      paths.myAvatar,
      { onRequest, ...shown },
      async (request, reply) => {
        const caller = callerOf(request)
        const length = Number(request.headers['content-length'] ?? Number.NaN)
        try {
          const uploader = { ...claimantOf(caller.userId, request.ip), account: caller.userId }
          const user = await uploads.admit(uploader, async () =>
            avatars.put(caller, request.ip, await readBody(request.body, length, mostBytes)),
          )
          return ok(request, core.views.user(user))
        } catch (error) {
          const isRead = request.raw.readableEnded || length <= mostDrainedBytes
          if (!isRead) reply.header('connection', 'close')
          throw error
        }
      },
    )
  })

  app.get<{ Params: { id: string; size: string } }>(paths.avatar, async (request, reply) => {
    const { id, size } = request.params
    const bytes = await avatars.read(id, size)
    if (bytes === null) throw new ZtokenError('not_found')
    // What is at a URL never changes, and pages on any origin may show it.
    reply.headers({
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
      etag: `"${id}-${size}"`,
    })
    if (isKnown(request.headers['if-none-match'], `"${id}-${size}"`)) return reply.code(304).send()
    return reply.type('image/webp').send(bytes)
  })
}
