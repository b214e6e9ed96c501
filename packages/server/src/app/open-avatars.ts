import { type Core, unfailing } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import { type Avatars, createAvatars } from '../avatars/avatars.ts'
import type { AppOptions } from './options.ts'

/** The pictures of an application; null where it keeps none. */
export function openAvatars(
  app: FastifyInstance,
  core: Core,
  { avatars: storage, publicUrl, prefix = '', pictureUser }: AppOptions,
): Avatars | null {
  if (storage === undefined) return null
  const report = unfailing((error) =>
    app.log.warn({ err: error }, 'pictures that nobody has any more were not removed'),
  )
  const base = publicUrl?.replace(/\/+$/, '') ?? prefix
  const avatars = createAvatars({ core, storage, base, report, pictureUser: pictureUser ?? null })
  app.addHook('onClose', () => avatars.close())
  return avatars
}
