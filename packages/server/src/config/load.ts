import { existsSync, readFileSync } from 'node:fs'
import { suggestion } from '@ztoken/core'
import { parseStrictJson } from '@ztoken/token'
import { type AvatarPlace, withCredentials } from './avatars.ts'
import { ConfigError } from './config-error.ts'
import { devSecretFile, devSecretOf } from './dev-secret.ts'
import type { Environment } from './environment.ts'
import { settingsIn } from './postgres-url.ts'
import { databaseFile, isPostgres, type Read } from './readers.ts'
import { missingForSenders } from './sender-needs.ts'
import { serviceLinksIn } from './service-links.ts'
import { humanCheckFaults } from './settings/human-check.ts'
import type { Reading } from './settings/reading.ts'
import { tokenFaults } from './settings/tokens.ts'
import { readings, type Settings } from './settings.ts'
import { bare, commaInQuotes } from './texts.ts'
import { isGivenAsFile, withFiles } from './value-files.ts'

const defaultFile = 'ztoken.json'
const prefix = 'ZTOKEN_'
const secretMissing =
  'ZTOKEN_SECRET is missing: set 32 random bytes or more, e.g. from: openssl rand -base64 32'
const webhookSecretMissing =
  'ZTOKEN_WEBHOOK_SECRET is missing: webhooks are signed; e.g. from: echo whsec_$(openssl rand -base64 32)'

/**
 * The settings from `ZTOKEN_*` variables, each also as a file that `ZTOKEN_*_FILE` names, over those
 * of the configuration file (`--config`, else `ztoken.json` where it exists) over the defaults. An
 * empty variable counts as not set; where no secret is given the one of `ztoken dev` beside the
 * database is. `warn` is told what was passed over or taken from there.
 * Throws ConfigError with every fault found; a missing secret is one where `needsSecret`.
 */
export function loadSettings(
  variables: Environment,
  file: string | null,
  needsSecret: boolean,
  warn: (text: string) => void = () => undefined,
): Settings {
  const faults: string[] = []
  const environment = withFiles(withoutLinks(variables, warn), faults)
  const given = new Map<string, { text: string; from: string }>()
  for (const [name, text] of Object.entries(readConfigFile(file, faults))) {
    given.set(name, { text, from: `"${name}" in the file` })
  }
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(prefix) || bare(text ?? '') === '') continue
    given.set(variable.slice(prefix.length).toLowerCase(), { text: text ?? '', from: variable })
  }
  const settings: Record<string, unknown> = {}
  for (const [name, { fallback }] of Object.entries(readings)) settings[name] = fallback
  for (const [name, { text, from }] of given) {
    if (!Object.hasOwn(readings, name)) {
      faults.push(`${from} is not a setting${suggested(name, from)}`)
      continue
    }
    const found = read(name as keyof Settings, text)
    if (typeof found === 'string') faults.push(`${from} ${found}`)
    else settings[name] = found.value
  }
  takeFromDatabaseUrl(settings, given)
  settings.avatars = withCredentials(settings.avatars as AvatarPlace | null, environment, faults)
  // What a faulty file was to hold is not missing as well.
  const isGiven = (name: keyof Settings): boolean =>
    given.has(name) || isGivenAsFile(variables, `${prefix}${name.toUpperCase()}`)
  const place = { database_url: String(settings.database_url) }
  const lacksSecret = needsSecret && !isGiven('secret')
  const devSecret = lacksSecret ? devSecretOf(place, environment) : null
  if (lacksSecret && devSecret === null) faults.push(secretMissing)
  if (given.has('webhooks') && !isGiven('webhook_secret')) faults.push(webhookSecretMissing)
  faults.push(...missingForSenders(settings as unknown as Settings, isGiven))
  faults.push(...faultsBetween(settings as unknown as Settings))
  if (faults.length > 0) throw new ConfigError(faults)
  if (devSecret !== null) {
    settings.secret = [devSecret]
    warn(devSecretUsed(place))
  }
  return settings as unknown as Settings
}

function devSecretUsed(settings: Pick<Settings, 'database_url'>): string {
  const [file, database] = [devSecretFile(settings), databaseFile(settings)]
  return `ZTOKEN_SECRET is not set: this is the database of ztoken dev, ${database}, with its secret, ${file}`
}

/** What an orchestrator made of a Service called ztoken is no setting, whatever it is called. */
function withoutLinks(variables: Environment, warn: (text: string) => void): Environment {
  const links = serviceLinksIn(variables, isVariable)
  if (links.size === 0) return variables
  warn(
    `passed over ${[...links].join(', ')}: variables of a Service or a linked container, not settings (enableServiceLinks: false keeps them away)`,
  )
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !links.has(name)))
}

function isVariable(variable: string): boolean {
  const name = variable
    .slice(prefix.length)
    .toLowerCase()
    .replace(/_file$/, '')
  return Object.hasOwn(readings, name)
}

/** A member of the file is told by its name, a variable by its own. */
function suggested(name: string, from: string): string {
  const isVariableName = from === `${prefix}${name.toUpperCase()}`
  const known = Object.keys(readings)
  return isVariableName
    ? suggestion(
        from,
        known.map((one) => `${prefix}${one.toUpperCase()}`),
      )
    : suggestion(name, known)
}

function read(name: keyof Settings, text: string): ReturnType<Read<unknown>> {
  const reading = readings[name]
  const value = bare(text)
  const isOne = value === text.trim() || !value.includes(',') || value.startsWith('[')
  // One secret in quotes or two: nothing tells, and the wrong guess would sign with half of it.
  return isOne || !reading.isSecretList ? reading.read(value) : commaInQuotes
}

/** What Prisma says in a URL and we say in settings of their own, unless those are given. */
function takeFromDatabaseUrl(
  settings: Record<string, unknown>,
  given: ReadonlyMap<string, unknown>,
): void {
  if (!isPostgres(String(settings.database_url))) return
  const { url, pool, isPooled } = settingsIn(String(settings.database_url))
  settings.database_url = url
  if (pool !== null && !given.has('database_pool')) settings.database_pool = pool
  if (isPooled && !given.has('database_pooler')) settings.database_pooler = 'transaction'
}

/** What each setting by itself may be and all together may not. */
function faultsBetween(settings: Settings): string[] {
  const faults = [...humanCheckFaults(settings), ...tokenFaults(settings)]
  // Else what guards know would be too old most of the time.
  if (settings.poll_milliseconds < settings.stale_seconds * 1000) return faults
  return [...faults, 'ZTOKEN_POLL_MILLISECONDS has to be shorter than ZTOKEN_STALE_SECONDS']
}

/** A file's members as texts, as variables would have them; lists are written as JSON. */
function readConfigFile(file: string | null, faults: string[]): Record<string, string> {
  if (file === null && !existsSync(defaultFile)) return {}
  const name = file ?? defaultFile
  let content: unknown
  try {
    content = parseStrictJson(readFileSync(name, 'utf8').replace(/^\ufeff/, ''))
  } catch {
    faults.push(`the file ${name} cannot be read`)
    return {}
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    faults.push(`the file ${name} is not one JSON object`)
    return {}
  }
  const members: [string, string][] = []
  for (const [member, value] of Object.entries(content)) {
    if (isDocument(member)) {
      members.push([member, typeof value === 'string' ? value : JSON.stringify(value)])
      continue
    }
    const isRight = (Array.isArray(value) ? value : [value]).every(isPlain)
    if (isRight)
      members.push([
        member,
        Array.isArray(value) ? JSON.stringify(value.map(String)) : String(value),
      ])
    else
      faults.push(`"${member}" in the file has to be a text, a number, a truth or a list of such`)
  }
  return Object.fromEntries(members)
}

/** True for a setting that is JSON itself. */
function isDocument(name: string): boolean {
  const known: Readonly<Record<string, Reading<unknown>>> = readings
  return Object.hasOwn(known, name) && known[name]?.isDocument === true
}

/** What else JSON has would become a text that nobody wrote, such as `null`. */
function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
