import { access, constants } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import {
  type CodeSenders,
  type Core,
  type CoreOptions,
  createCore,
  type NoticeSenders,
  type Store,
} from '@ztoken/core'
import { type Format, importSecrets, type Secret } from '@ztoken/token'
import { breachedPasswords } from '../breached/breached.ts'
import { formatNamed } from '../formats.ts'
import { ConfigError } from './config-error.ts'
import { explained } from './database-words.ts'
import { openNotices } from './open-notices.ts'
import { openSenders } from './open-senders.ts'
import { databaseFile, isPostgres } from './readers.ts'
import { humanCheckOptions } from './settings/human-check.ts'
import { passkeyOptions } from './settings/passkeys.ts'
import { secondFactorOptions } from './settings/second-factors.ts'
import { requireUserFields, userFieldOptions } from './settings/user-fields.ts'
import type { Settings } from './settings.ts'
import { requireWritable } from './writable.ts'

/** What is known of the process beside its settings. */
export interface ProcessOptions {
  /** Processes that share the machine and the database: 1 unless said. */
  readonly workers?: number
  /** Told what an operator should know at the start. */
  readonly warn?: (text: string) => void
  /** Told of faults that nobody waits for. */
  readonly report?: (error: unknown) => void
  /** Signing keys of which the secret is lost are replaced. */
  readonly replaceUnreadableKeys?: boolean
  /** Who sends one-time codes, instead of those of the settings. */
  readonly senders?: CodeSenders
  /** Who tells people what was done to their account, instead of those of the settings. */
  readonly notify?: NoticeSenders
}

/** Told what an operator should know and nothing fails for. */
type Warn = (text: string) => void

function pollingOnly({ poll_milliseconds: milliseconds }: Settings): string {
  return `a pooler stands before the database, through which nobody can LISTEN: what other servers revoke is asked for every ${milliseconds} ms. ZTOKEN_DATABASE_LISTEN_URL, past the pooler, makes it known at once`
}

/**
 * The store of these settings; its driver is loaded here and nowhere else.
 * Throws MigrationError, DatabaseError, ConfigError, ZtokenError `unavailable`.
 */
export async function openStore(settings: Settings, warn: Warn = () => undefined): Promise<Store> {
  const { database_url: url, database_pool: maximumConnections } = settings
  const { database_listen_url: listenUrl, database_pooler: pooler } = settings
  if (isPostgres(url)) {
    const { postgresStore } = await import('@ztoken/stores/postgres')
    const options = {
      maximumConnections,
      pooler,
      ...(listenUrl !== null && { listenUrl }),
      onPollingOnly: () => warn(pollingOnly(settings)),
    }
    return explained(settings, () => postgresStore(url, options))
  }
  requireWritable(databaseFile(settings))
  const { sqliteStore } = await import('@ztoken/stores/sqlite')
  return sqliteStore(databaseFile(settings))
}

/** Brings the database to the schema of this version. Out: what was applied. */
export async function migrateDatabase(
  settings: Settings,
): Promise<{ readonly applied: readonly string[] }> {
  const { database_url: url } = settings
  if (isPostgres(url)) {
    const { migrate } = await import('@ztoken/stores/postgres')
    return explained(settings, () => migrate(url))
  }
  requireWritable(databaseFile(settings))
  return (await import('@ztoken/stores/sqlite')).migrate(databaseFile(settings))
}

/** The core over an open store, as these settings want it. Throws ConfigError too. */
export async function openCore(
  settings: Settings,
  store: Store,
  options: ProcessOptions = {},
): Promise<Core> {
  await requireBreachedFile(settings)
  await requireUserFields(settings)
  return createCore({
    ...coreOptions(settings),
    ...processOptions(settings, options),
    senders: options.senders ?? (await openSenders(settings)),
    notify: options.notify ?? (await openNotices(settings)),
    store,
  })
}

/** True for a database that another process can open as well. */
function isSharable({ database_url }: Pick<Settings, 'database_url'>): boolean {
  return database_url !== 'sqlite::memory:'
}

/**
 * Whoever opens the same database counts failures together, however many processes that are;
 * workers share the processors between their hashes.
 */
function processOptions(
  settings: Settings,
  { workers = 1, report, replaceUnreadableKeys = false }: ProcessOptions,
): Partial<CoreOptions> {
  const concurrency = Math.max(1, Math.floor(availableParallelism() / workers))
  return {
    replaceUnreadableKeys,
    sharedLimits: isSharable(settings),
    ...(workers > 1 && { passwords: { concurrency } }),
    ...(report !== undefined && { report }),
  }
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
    foreignAccess: settings.itsdangerous_access,
    authenticationClaims: settings.authentication_claims,
    accessTokenSeconds: settings.access_token_seconds,
    keyRotationDays: settings.key_rotation_days,
    keyPublicationSeconds: settings.key_publication_seconds,
    defaultRegion: settings.default_region,
    failuresPerPhone: settings.login_failures_per_phone,
    ...addressLimit(settings),
    ...codeLimits(settings),
    ...breaches(settings),
    ...humanCheckOptions(settings),
    ...secondFactorOptions(settings),
    ...userFieldOptions(settings),
    ...passkeyOptions(settings),
    contextWords: hostOf(settings),
    webhooks: settings.webhooks,
    sessionIdleSeconds: settings.session_idle_seconds,
    sessionSeconds: settings.session_seconds,
    sessionsPerUser: settings.sessions_per_user === 0 ? null : settings.sessions_per_user,
    whenSessionsFull: settings.sessions_when_full,
    oneSessionForEachKind: settings.one_session_for_each_kind,
    stepUpSeconds: settings.step_up_seconds,
    whenStale: settings.when_stale,
    staleSeconds: settings.stale_seconds,
    pollMilliseconds: settings.poll_milliseconds,
    knownAccounts: settings.known_accounts,
    auditDays: settings.audit_days,
  }
}

function addressLimit({ login_failures_per_address: failures }: Settings): Partial<CoreOptions> {
  return failures === null ? {} : { failuresPerAddress: failures }
}

function codeLimits({
  code_regions: codeRegions,
  codes_per_day: codesPerDay,
  test_phones: testPhones,
}: Settings): Partial<CoreOptions> {
  return { codesPerDay, testPhones, ...(codeRegions.length > 0 && { codeRegions }) }
}

function breaches(settings: Settings): Partial<CoreOptions> {
  const { breached_passwords: place } = settings
  if (place === null) return {}
  return {
    isBreached: breachedPasswords(place),
    whenBreachesUnavailable: settings.breached_passwords_when_unavailable,
  }
}

/** A path that is mistyped would let every password pass. */
async function requireBreachedFile({ breached_passwords: place }: Settings): Promise<void> {
  if (place?.kind !== 'file') return
  await access(place.path, constants.R_OK).catch(() => {
    throw new ConfigError(['ZTOKEN_BREACHED_PASSWORDS names a file that cannot be read'])
  })
}

/** Where people see the server: no password is made of it. */
function hostOf({ public_url: url }: Settings): string[] {
  return url === null ? [] : [new URL(url).hostname]
}

function formatsUnder(
  settings: Settings,
  secrets: readonly Secret[],
): (name: Settings['token_format']) => Format {
  const { secret, itsdangerous_secret: foreign } = settings
  const { issuer, audience } = settings
  const options = {
    secrets,
    parties: { issuer, audience },
    signedAlgorithm: settings.signed_algorithm,
    itsdangerous: {
      secrets: foreign.length > 0 ? foreign : secret,
      algorithm: settings.itsdangerous_algorithm,
      salt: settings.itsdangerous_salt,
      id: settings.itsdangerous_id,
    },
  }
  return (name) => formatNamed(name, options)
}
