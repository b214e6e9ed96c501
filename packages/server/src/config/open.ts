import { type Core, type CoreOptions, createCore, type Store } from '@ztoken/core'
import { type Format, type FormatName, importSecrets, KeyError, type Secret } from '@ztoken/token'
import { formatNamed } from '../formats.ts'
import { ConfigError } from './config-error.ts'
import type { Settings } from './settings.ts'

/**
 * The options of the core that these settings mean, but for the store.
 * Throws ConfigError with every fault of the secrets.
 */
export function coreOptions(settings: Settings): Omit<CoreOptions, 'store'> {
  const faults: string[] = []
  const secrets = checked('ZTOKEN_SECRET', faults, () => importSecrets(settings.secret))
  const formats = secrets === null ? [] : formatsOf(settings, secrets, faults)
  const [issueFormat, ...acceptFormats] = formats
  if (faults.length > 0 || secrets === null || issueFormat === undefined) {
    throw new ConfigError(faults)
  }
  return {
    secrets,
    issueFormat,
    acceptFormats,
    issuer: settings.issuer,
    audience: settings.audience,
    accessTokenSeconds: settings.access_token_seconds,
    defaultRegion: settings.default_region,
    failuresPerPhone: settings.login_failures_per_phone,
    failuresPerAddress: settings.login_failures_per_address,
  }
}

/** The core over an open store, as these settings want it. */
export async function openCore(settings: Settings, store: Store): Promise<Core> {
  return createCore({ ...coreOptions(settings), store })
}

/** The file of a `sqlite:` URL. */
export function databaseFile({ database_url }: Settings): string {
  return database_url.slice('sqlite:'.length)
}

function formatsOf(settings: Settings, secrets: readonly Secret[], faults: string[]): Format[] {
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
  const names = new Set([settings.token_format, ...settings.accept_formats])
  return [...names].flatMap(
    (name) => checked(variableOf(name), faults, () => formatNamed(name, options)) ?? [],
  )
}

function variableOf(name: FormatName): string {
  return name === 'itsdangerous' ? 'ZTOKEN_ITSDANGEROUS_SECRET' : 'ZTOKEN_SECRET'
}

function checked<Value>(variable: string, faults: string[], make: () => Value): Value | null {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    faults.push(`${variable}: ${error.message}`)
    return null
  }
}
