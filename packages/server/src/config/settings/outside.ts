import type { WebhookEndpoint } from '@ztoken/core'
import type { PictureUser } from '../../features/avatar/picture-user.ts'
import { type AvatarPlace, avatarPlace } from '../avatars.ts'
import { oneOf, pictureUser, webhookSecrets, webhooks } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** What others are told, and what is kept beside the database. */
export interface OutsideSettings {
  readonly log_level: string
  readonly webhooks: readonly WebhookEndpoint[]
  readonly webhook_secret: readonly string[]
  readonly avatars: AvatarPlace | null
  readonly picture_user: PictureUser | null
}

export const outsideReadings: ReadingsOf<OutsideSettings> = {
  log_level: {
    fallback: 'info',
    about: 'how much is logged',
    read: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
  },
  webhooks: {
    fallback: [],
    about: 'URLs told of every event, or of some: `https://a.example/hook#login+logout`',
    read: webhooks,
  },
  webhook_secret: {
    fallback: [],
    about: 'secrets that webhooks are signed with, `whsec_…`: every one signs',
    read: webhookSecrets,
  },
  avatars: {
    fallback: null,
    about:
      'where pictures of people are kept: `folder:PATH`, `s3:URL` or `off`; by default the folder `avatars` beside the SQLite file, with PostgreSQL `off`',
    read: avatarPlace,
  },
  picture_user: {
    fallback: null,
    about: 'as whom pictures are decoded where the server runs as root: `UID` or `UID:GID`',
    read: pictureUser,
  },
}
