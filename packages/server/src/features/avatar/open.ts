import { type Core, unfailing } from '@ztoken/core'
import type { FrameOptions } from '../../http/options.ts'
import type { Http } from '../../http/route.ts'
import { type Avatars, createAvatars } from './avatars.ts'
import type { PictureUser } from './picture-user.ts'
import type { AvatarStorage } from './storage.ts'

export interface AvatarOptions {
  /** Where avatars are kept. Without it there are none, and no routes for them. */
  readonly avatars?: AvatarStorage
  /** As whom pictures are decoded, where this process runs as root: another user than its own. */
  readonly pictureUser?: PictureUser
}

/** The avatars of an application; null where it keeps none. */
export function openAvatars(
  app: Http['app'],
  core: Core,
  {
    avatars: storage,
    pictureUser,
    publicUrl,
    prefix = '',
  }: AvatarOptions & Pick<FrameOptions, 'publicUrl' | 'prefix'>,
): Avatars | null {
  if (storage === undefined) return null
  const report = unfailing((error) =>
    app.log.warn({ err: error }, 'avatars that nobody has any more were not removed'),
  )
  const base = publicUrl?.replace(/\/+$/, '') ?? prefix
  const avatars = createAvatars({ core, storage, base, report, pictureUser: pictureUser ?? null })
  app.addHook('onClose', () => avatars.close())
  return avatars
}
