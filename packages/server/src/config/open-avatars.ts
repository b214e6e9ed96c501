import { dirname, join } from 'node:path'
import { folderStorage } from '../features/avatar/folder.ts'
import { s3Storage } from '../features/avatar/s3.ts'
import type { AvatarStorage } from '../features/avatar/storage.ts'
import { type AvatarPlace, credentialsMissing } from './avatars.ts'
import { databaseFile, isPostgres } from './readers.ts'
import type { Settings } from './settings.ts'

/**
 * The storage of these settings, or null. Nothing is made or asked before the first picture. By
 * default the folder beside the SQLite file; servers on PostgreSQL may be several, and a folder of
 * one of them would be wrong for the others.
 */
export function openAvatarStorage(settings: Settings): AvatarStorage | null {
  const place = settings.avatars ?? defaultPlace(settings)
  if (place.kind === 'off') return null
  if (place.kind === 'folder') return folderStorage(place.path)
  const { url, region, credentials } = place
  if (credentials === null) throw new TypeError(credentialsMissing)
  return s3Storage({ url, region, credentials })
}

function defaultPlace(settings: Settings): AvatarPlace {
  const { database_url: url } = settings
  if (isPostgres(url) || url === 'sqlite::memory:') return { kind: 'off' }
  return { kind: 'folder', path: join(dirname(databaseFile(settings)), 'avatars') }
}
