import { existsSync, readFileSync } from 'node:fs'
import { parseStrictJson } from '@ztoken/token'
import { type AvatarPlace, withCredentials } from './avatars.ts'
import { ConfigError } from './config-error.ts'
import type { Environment } from './environment.ts'
import { readings, type Settings } from './settings.ts'
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
 * empty variable counts as not set.
 * Throws ConfigError with every fault found; a missing secret is one where `needsSecret`.
 */
export function loadSettings(
  variables: Environment,
  file: string | null,
  needsSecret: boolean,
): Settings {
  const faults: string[] = []
  const environment = withFiles(variables, faults)
  const given = new Map<string, { text: string; from: string }>()
  for (const [name, text] of Object.entries(readConfigFile(file, faults))) {
    given.set(name, { text, from: `"${name}" in the file` })
  }
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(prefix) || text === undefined || text === '') continue
    given.set(variable.slice(prefix.length).toLowerCase(), { text, from: variable })
  }
  const settings: Record<string, unknown> = {}
  for (const [name, { fallback }] of Object.entries(readings)) settings[name] = fallback
  for (const [name, { text, from }] of given) {
    if (!Object.hasOwn(readings, name)) {
      faults.push(`${from} is no setting`)
      continue
    }
    const found = readings[name as keyof Settings].read(text)
    if (typeof found === 'string') faults.push(`${from} ${found}`)
    else settings[name] = found.value
  }
  settings.avatars = withCredentials(settings.avatars as AvatarPlace | null, environment, faults)
  // What a faulty file was to hold is not missing as well.
  const isGiven = (name: keyof Settings): boolean =>
    given.has(name) || isGivenAsFile(variables, `${prefix}${name.toUpperCase()}`)
  if (needsSecret && !isGiven('secret')) faults.push(secretMissing)
  if (given.has('webhooks') && !isGiven('webhook_secret')) faults.push(webhookSecretMissing)
  faults.push(...faultsBetween(settings as unknown as Settings))
  if (faults.length > 0) throw new ConfigError(faults)
  return settings as unknown as Settings
}

/** What each setting by itself may be and all together may not. */
function faultsBetween({ stale_seconds, poll_milliseconds }: Settings): string[] {
  // Else what guards know would be too old most of the time.
  if (poll_milliseconds < stale_seconds * 1000) return []
  return ['ZTOKEN_POLL_MILLISECONDS has to be shorter than ZTOKEN_STALE_SECONDS']
}

/** A file's members as texts, as variables would have them; lists are joined with commas. */
function readConfigFile(file: string | null, faults: string[]): Record<string, string> {
  if (file === null && !existsSync(defaultFile)) return {}
  const name = file ?? defaultFile
  let content: unknown
  try {
    content = parseStrictJson(readFileSync(name, 'utf8'))
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
    const isRight = (Array.isArray(value) ? value : [value]).every(isPlain)
    if (isRight) members.push([member, Array.isArray(value) ? value.join(',') : String(value)])
    else
      faults.push(`"${member}" in the file has to be a text, a number, a truth or a list of such`)
  }
  return Object.fromEntries(members)
}

/** What else JSON has would become a text that nobody wrote, such as `null`. */
function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
