import { type Core, type CoreOptions, createCore, type Store } from '@ztoken/core'
import { type Format, importSecrets, type Secret } from '@ztoken/token'
import { formatNamed } from '../formats.ts'
import type { Settings } from './settings.ts'

/** The core over an open store, as these settings want it and a command besides. */
export async function openCore(
  settings: Settings,
  store: Store,
  options: Partial<CoreOptions> = {},
): Promise<Core> {
  return createCore({ ...coreOptions(settings), ...options, store })
}

/** The file of a `sqlite:` URL. */
export function databaseFile({ database_url }: Settings): string {
  return database_url.slice('sqlite:'.length)
}

function coreOptions(settings: Settings): Omit<CoreOptions, 'store'> {
  const secrets = importSecrets(settings.secret)
  const formatOf = formatsUnder(settings, secrets)
  return {
    secrets,
    issueFormat: formatOf(settings.token_format),
    acceptFormats: settings.accept_formats.map(formatOf),
    issuer: settings.issuer,
    audience: settings.audience,
    accessTokenSeconds: settings.access_token_seconds,
    keyRotationDays: settings.key_rotation_days,
    keyPublicationSeconds: settings.key_publication_seconds,
    defaultRegion: settings.default_region,
    failuresPerPhone: settings.login_failures_per_phone,
    failuresPerAddress: settings.login_failures_per_address,
    webhooks: settings.webhooks,
  }
}

function formatsUnder(
  settings: Settings,
  secrets: readonly Secret[],
): (name: Settings['token_format']) => Format {
  const { secret, itsdangerous_secret: foreign } = settings
  const options = {
    secrets,
    signedAlgorithm: settings.signed_algorithm,
    itsdangerous: {
      secrets: foreign.length > 0 ? foreign : secret,
      algorithm: settings.itsdangerous_algorithm,
      salt: settings.itsdangerous_salt,
    },
  }
  return (name) => formatNamed(name, options)
}
