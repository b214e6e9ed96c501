import type { Readable } from 'node:stream'
import { avatarOperations, ZtokenError } from '@ztoken/contract'
import { type Core, claimantOf } from '@ztoken/core'
import { Content, tagged } from '../http/answer.ts'
import { callerOf, type GuardedRequest } from '../http/asked.ts'
import type { FrameOptions } from '../http/options.ts'
import type { Http } from '../http/route.ts'
import { readBody } from '../http/unread-body.ts'
import { type AvatarOptions, openAvatars } from './avatar/open.ts'
import { createUploads } from './avatar/uploads.ts'

const mostBytes = 5 * 1024 * 1024
/** A body that is refused is let run out up to here, so that browsers come to read the refusal. */
const mostDrainedBytes = 4 * mostBytes

/** One's own avatar, and those of everybody for whoever has the URL. */
export function avatar(
  { route, app }: Http,
  core: Core,
  options: AvatarOptions & Pick<FrameOptions, 'publicUrl' | 'prefix'>,
): void {
  const avatars = openAvatars(app, core, options)
  if (avatars === null) return
  const uploads = createUploads()

  route(avatarOperations.removeAvatar, async (_input, request) =>
    core.views.user(await core.setAvatar(callerOf(request), null)),
  )

  route(avatarOperations.setAvatar, async (_input, request: GuardedRequest, reply) => {
    const caller = callerOf(request)
    const length = Number(request.headers['content-length'] ?? Number.NaN)
    const body = request.body as Readable | undefined
    try {
      const uploader = { ...claimantOf(caller.userId, request.ip), account: caller.userId }
      const user = await uploads.admit(uploader, async () =>
        avatars.put(caller, request.ip, await readBody(body, length, mostBytes)),
      )
      return core.views.user(user)
    } catch (error) {
      const isRead = request.raw.readableEnded || length <= mostDrainedBytes
      if (!isRead) reply.header('connection', 'close')
      throw error
    }
  })

  route(avatarOperations.readAvatar, async ({ id, size }, request, reply) => {
    const bytes = await avatars.read(id, size)
    if (bytes === null) throw new ZtokenError('not_found')
    // What is at a URL never changes, and pages on any origin may show it.
    reply.headers({
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
    })
    return tagged(new Content('image/webp', bytes), `"${id}-${size}"`, request, reply)
  })
}
