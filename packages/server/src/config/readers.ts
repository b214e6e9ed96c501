import { isIP } from 'node:net'
import { isRegion, type WebhookEndpoint } from '@ztoken/core'
import {
  checkBearerTokens,
  importSecrets,
  isParty,
  isPayloadPlace,
  itsdangerousFormat,
  KeyError,
} from '@ztoken/token'
import { type BreachedPlace, parseBreachedPlace } from '../breached/breached.ts'
import { type PictureUser, parsePictureUser } from '../features/avatar/picture-user.ts'
import type { RegistrationMode } from '../http/options.ts'
import { readOrigin } from '../http/origins.ts'
import { faultOfEndpoints, parseEndpoint } from '../webhooks/endpoints.ts'
import { importWebhookSecret } from '../webhooks/signature.ts'
import { postgresUrl, settingsIn } from './postgres-url.ts'
import { sqliteUrl } from './sqlite-url.ts'
import { itemsOf } from './texts.ts'

/** Reads one setting from its text; a text that comes back is the fault. */
export type Read<Value> = (given: string) => { readonly value: Value } | string

export const text: Read<string> = (given) => ({ value: given })

export function whole(least: number, most: number): Read<number> {
  return (given) => {
    const value = /^[0-9]{1,9}$/.test(given) ? Number(given) : Number.NaN
    return value >= least && value <= most
      ? { value }
      : `has to be a whole number from ${least} to ${most}`
  }
}

export function oneOf<Value extends string>(values: readonly Value[]): Read<Value> {
  return (given) => {
    const asked = given.toLowerCase()
    const value = values.find((candidate) => candidate.toLowerCase() === asked)
    return value === undefined ? `has to be one of ${values.join(', ')}` : { value }
  }
}

export function listOf<Value extends string>(values: readonly Value[]): Read<readonly Value[]> {
  const read = oneOf(values)
  return (given) => {
    const found = itemsOf(given).map(read)
    const fault = found.find((one) => typeof one === 'string')
    if (fault !== undefined) return fault
    return { value: found.flatMap((one) => (typeof one === 'string' ? [] : [one.value])) }
  }
}

/** As `listOf`, of one at least. */
export function someOf<Value extends string>(values: readonly Value[]): Read<readonly Value[]> {
  const read = listOf(values)
  return (given) =>
    itemsOf(given).length > 0 ? read(given) : `has to be some of ${values.join(', ')}`
}

/** A list of which every item has to pass. */
export function listWhere(
  isRight: (item: string) => boolean,
  fault: string,
): Read<readonly string[]> {
  return (given) => {
    const items = itemsOf(given)
    return items.every(isRight) ? { value: items } : fault
  }
}

/** A text that has to pass. */
export function textWhere(isRight: (given: string) => boolean, fault: string): Read<string> {
  return (given) => (isRight(given) ? { value: given } : fault)
}

/** The fault never shows a URL: a password may stand in it. */
export const database: Read<string> = (given) => sqliteUrl(given) ?? postgres(given)

const postgres: Read<string> = (given) =>
  postgresUrl(given) ??
  'has to be sqlite:PATH, e.g. sqlite:./data/ztoken.db, or postgres://USER:PASSWORD@HOST/DATABASE'

/** Where to listen: past a pooler. */
export const listenUrl: Read<string> = (given) => {
  const found = postgresUrl(given) ?? 'has to be postgres://USER:PASSWORD@HOST/DATABASE'
  return typeof found === 'string' ? found : { value: settingsIn(found.value).url }
}

export function isPostgres(url: string): boolean {
  return url.startsWith('postgres://')
}

/** The file of a `sqlite:` URL. */
export function databaseFile({ database_url: url }: { readonly database_url: string }): string {
  return url.slice('sqlite:'.length)
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
])

export const truth: Read<boolean> = (given) => {
  const value = truths.get(given.toLowerCase())
  return value === undefined ? 'has to be true or false' : { value }
}

export const registration: Read<RegistrationMode> = (given) => {
  if (given.toLowerCase() === 'code') return { value: 'code' }
  const read = truth(given)
  return typeof read === 'string' ? 'has to be true, false or code' : read
}

export const party: Read<string> = textWhere(
  isParty,
  'has to be 1 to 256 printable ASCII characters',
)

export const region: Read<string> = (given) => {
  const value = given.toUpperCase()
  return isRegion(value) ? { value } : 'has to be an ISO 3166-1 code, e.g. CN'
}

/** As browsers send them; what one of them can mean is decided where they are compared. */
export const origins: Read<readonly string[]> = (given) => {
  const read = itemsOf(given).map(readOrigin)
  const fault = read.find((one) => typeof one === 'string')
  if (fault !== undefined) return fault
  return { value: [...new Set(read.flatMap((one) => (typeof one === 'string' ? [] : one.origin)))] }
}

/** Kept without the slash at its end, so that a path can follow. */
export const publicUrl: Read<string> = (given) => {
  const url = URL.canParse(given) ? new URL(given) : null
  const isRight = url !== null && /^https?:\/\/[^/?#@\\\s]+(\/[\w.~-]+)*\/?$/.test(given)
  if (!isRight)
    return 'has to be an address such as https://login.example or https://a.example/auth'
  return { value: `${url.origin}${url.pathname}`.replace(/\/$/, '') }
}

export const proxies: Read<readonly string[]> = listWhere(
  isProxy,
  'has to list addresses or networks, e.g. 10.0.0.0/8, or loopback, linklocal, uniquelocal',
)

function isProxy(item: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(item)) return true
  const [address = '', prefix, ...rest] = item.split('/')
  const bits = isIP(address) === 4 ? 32 : 128
  if (isIP(address) === 0 || rest.length > 0) return false
  return prefix === undefined || (/^[0-9]{1,3}$/.test(prefix) && Number(prefix) <= bits)
}

export const secrets: Read<readonly string[]> = (given) => keyed(itemsOf(given), importSecrets)

/** They travel as bearer tokens (RFC 6750 §2.1), and are as long as secrets. */
export const bearerTokens: Read<readonly string[]> = (given) => {
  const areTexts = listWhere(
    (item) => /^[A-Za-z0-9._~+/-]{32,256}=*$/.test(item),
    'has to list tokens of 32 characters or more, e.g. from: openssl rand -base64 32',
  )(given)
  return typeof areTexts === 'string' ? areTexts : keyed(areTexts.value, checkBearerTokens)
}

export const foreignSecrets: Read<readonly string[]> = (given) =>
  keyed(itemsOf(given), (items) => itsdangerousFormat({ secrets: items }))

export const payloadPlace: Read<string> = textWhere(
  isPayloadPlace,
  'has to be the name of a member such as user_id, or user.id for one inside another, or . for the payload itself',
)

/** Secrets as they were given, where they can be imported. The fault never shows one. */
function keyed(
  items: readonly string[],
  importAll: (items: readonly string[]) => unknown,
): { readonly value: readonly string[] } | string {
  try {
    importAll(items)
    return { value: items }
  } catch (error) {
    if (error instanceof KeyError) return `cannot be used: ${error.message}`
    throw error
  }
}

export const webhooks: Read<readonly WebhookEndpoint[]> = (given) => {
  const value = itemsOf(given).map(parseEndpoint)
  return faultOfEndpoints(value) ?? { value }
}

export const webhookSecrets: Read<readonly string[]> = listWhere(
  (item) => importWebhookSecret(item) !== null,
  'has to list whsec_ and 24 to 64 bytes in base64, e.g. from: echo whsec_$(openssl rand -base64 32)',
)

/** Another user than this process's own: only root may start a process as somebody else. */
export const pictureUser: Read<PictureUser> = (given) => {
  const value = parsePictureUser(given)
  if (value === null) return 'has to be UID or UID:GID, as numbers, e.g. 65534:65534'
  if (value.uid === 0) return 'has to name another user than root'
  return process.getuid?.() === 0 ? { value } : 'is of use where the server runs as root'
}

export const breachedPlace: Read<BreachedPlace> = (given) => {
  const value = parseBreachedPlace(given)
  return value === null
    ? 'has to be file:PATH or a URL, e.g. https://api.pwnedpasswords.com/range/'
    : { value }
}
