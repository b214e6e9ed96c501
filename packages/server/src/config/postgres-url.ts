import { accessSync, constants } from 'node:fs'
import { suggestion } from '@ztoken/core'
import type { Found } from './sqlite-url.ts'
import { shown } from './sqlite-url.ts'

const scheme = /^(?:postgres(?:ql)?|pgsql|postgis)(?:\+[a-z0-9_]+)?:\/\//i
const form = 'postgres://USER:PASSWORD@HOST:5432/DATABASE'
const encoding =
  'what stands in a user or a password has to be percent-encoded: @ is %40, / %2F, : %3A, # %23, ? %3F, % %25'

/** What the URL may say, and what each may be; the driver does what they say. */
const parameters: ReadonlyMap<string, (value: string) => string | null> = new Map([
  ['host', (value) => (value.includes(',') ? oneHost : null)],
  ['port', (value) => (/^[0-9]{1,5}$/.test(value) ? null : 'has a port that is none')],
  ['user', anything],
  ['password', anything],
  ['application_name', anything],
  ['fallback_application_name', anything],
  ['options', anything],
  ['client_encoding', oneOf('client_encoding', ['utf8', 'utf-8'])],
  ['sslmode', faultOfSslMode],
  ['sslrootcert', readable('sslrootcert')],
  ['sslcert', readable('sslcert')],
  ['sslkey', readable('sslkey')],
  ['sslnegotiation', oneOf('sslnegotiation', ['postgres', 'direct'])],
  ['uselibpqcompat', oneOf('uselibpqcompat', ['true', 'false'])],
  [
    'connect_timeout',
    (value) =>
      /^[1-9][0-9]{0,2}$/.test(value)
        ? null
        : 'has a connect_timeout that is no number of seconds from 1 to 999',
  ],
  ['target_session_attrs', oneOf('target_session_attrs', ['any', 'read-write', 'primary'])],
  ['channel_binding', oneOf('channel_binding', ['prefer', 'disable'])],
  ['gssencmode', oneOf('gssencmode', ['prefer', 'disable'])],
  [
    'schema',
    (value) =>
      /^(?!pg_)[a-z_][a-z0-9_$]{0,55}$/.test(value)
        ? null
        : 'has a schema that is none: small letters, digits and _, not beginning with pg_',
  ],
  [
    'connection_limit',
    (value) =>
      /^[1-9][0-9]{0,2}$/.test(value)
        ? null
        : 'has a connection_limit that is none: ZTOKEN_DATABASE_POOL says how many',
  ],
  ['pgbouncer', oneOf('pgbouncer', ['true', 'false'])],
])

/** They say what holds anyway, or are ours to act on; the driver would not know them. */
const ours = [
  'client_encoding',
  'target_session_attrs',
  'channel_binding',
  'gssencmode',
  'connection_limit',
  'pgbouncer',
]

const oneHost =
  'names several hosts: name one, which leads to whichever may be written to (a virtual address or a proxy)'

/**
 * The URL of a PostgreSQL database as the driver reads it, from that or from what others write:
 * SQLAlchemy's drivers in the scheme, Prisma's parameters. No fault shows a part of it but the name
 * of a parameter.
 */
export function postgresUrl(given: string): Found {
  const [written] = scheme.exec(given) ?? []
  if (written === undefined) return null
  const rest = given.slice(written.length)
  const asked = rest.search(/\?[a-z_]+=/i)
  const place = asked === -1 ? rest : rest.slice(0, asked)
  if (isCut(place, rest)) return `cannot be read: ${encoding}`
  if ((place.split('@').at(-1) ?? '').split('/')[0]?.includes(',')) return oneHost
  const text = `postgres://${rest}`
  // A host may stand in the parameters alone.
  const readable = text.replace('@/', '@host/')
  if (!URL.canParse(readable)) return `cannot be read: it has to be ${form}; ${encoding}`
  const url = new URL(readable)
  if (url.hash !== '') return `cannot be read: ${encoding}`
  for (const [name, value] of url.searchParams) {
    const check = parameters.get(name)
    if (check === undefined) {
      return `has a parameter ${shown(name)} that is not known${suggestion(name, parameters.keys())}: leave it out`
    }
    const fault = check(value)
    if (fault !== null) return fault
  }
  return { value: text }
}

/** True where something in a user or a password stands for itself and ends it, to other readers. */
function isCut(place: string, rest: string): boolean {
  const parts = place.split('@')
  if (parts.length > 2) return true
  if (parts.length === 1) return /[#?]/.test(place) || (!place.includes('/') && rest.includes('@'))
  const [credentials = '', address = ''] = parts
  return /[/#?\s]|%(?![0-9a-f]{2})/i.test(credentials) || /[#?]/.test(address)
}

/** What a URL says of settings besides: Prisma's. The URL is then the driver's alone. */
export function settingsIn(given: string): {
  readonly url: string
  readonly pool: number | null
  readonly isPooled: boolean
} {
  const at = given.indexOf('?')
  if (at === -1) return { url: given, pool: null, isPooled: false }
  const query = new URLSearchParams(given.slice(at + 1))
  const limit = query.get('connection_limit')
  const isPooled = query.get('pgbouncer') === 'true'
  const isDefault = query.get('schema') === 'public'
  if (!isDefault && !ours.some((name) => query.has(name)))
    return { url: given, pool: null, isPooled }
  for (const name of ours) query.delete(name)
  // Any other is the store's to act on.
  if (isDefault) query.delete('schema')
  // The driver reads + as what it is.
  const left = query.toString().replaceAll('+', '%20')
  return {
    url: given.slice(0, at) + (left === '' ? '' : `?${left}`),
    pool: limit === null ? null : Number(limit),
    isPooled,
  }
}

function anything(): null {
  return null
}

/** The driver reads it when it connects, and would say that the URL is wrong. */
function readable(name: string): (value: string) => string | null {
  return (file) => {
    try {
      accessSync(file, constants.R_OK)
      return null
    } catch {
      return `has an ${name} that names no file that this user may read`
    }
  }
}

function oneOf(name: string, values: readonly string[]): (value: string) => string | null {
  return (value) =>
    values.includes(value.toLowerCase())
      ? null
      : `has a ${name} that is not one of ${values.join(', ')}`
}

function faultOfSslMode(value: string): string | null {
  if (['disable', 'require', 'verify-ca', 'verify-full', 'no-verify'].includes(value)) return null
  return value === 'prefer' || value === 'allow'
    ? `has sslmode=${value}, which may end in clear text: say disable or require`
    : 'has an sslmode that is not one of disable, require, verify-ca, verify-full, no-verify'
}
