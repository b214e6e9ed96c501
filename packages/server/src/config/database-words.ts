import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ZtokenError } from '@ztoken/contract'
import { ConfigError } from './config-error.ts'
import type { Settings } from './settings.ts'

/** The database cannot be used from the start; the message says where it is and what to try. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly code = 'unavailable'
}

/** Runs what asks PostgreSQL for the first time. Throws DatabaseError where it does not answer. */
export async function explained<Result>(
  { database_url }: Pick<Settings, 'database_url'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ZtokenError) || error.code !== 'unavailable') throw error
    const { cause } = error
    const what = cause instanceof Error ? cause.message.replace(/^PostgreSQL: /, '') : 'no answer'
    const code = String((cause as { readonly code?: unknown } | undefined)?.code ?? what)
    const words = `PostgreSQL at ${placeOf(database_url)} cannot be used (${what})`
    throw new DatabaseError(`${words}: ${adviceFor(code)}`, { cause: error })
  }
}

/** The first that fits says what to try. */
const advice: readonly (readonly [codes: RegExp, words: string])[] = [
  [/^ECONNREFUSED$/, 'nobody listens there; is it running, and are host and port right?'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'the name of the host is not known here; is it spelled right?'],
  [/^ENOENT$/, 'there is no such socket; host has to be its folder, e.g. host=/run/postgresql'],
  [/^(?:EACCES|EPERM)$/, 'this user may not open its socket'],
  [
    /^(?:28P01|28000)$/,
    'user and password, or where they may come from (pg_hba.conf), are refused',
  ],
  [/^3D000$/, 'there is no database of that name: createdb -E UTF8 NAME'],
  [/^42501$/, 'its user lacks a right: GRANT CREATE, USAGE ON SCHEMA public TO that user'],
  [/^53300$/, 'it has no connection left; ZTOKEN_DATABASE_POOL says how many we take'],
  [/^57P03$/, 'it is starting or stopping; try again in a moment'],
  [/^25006$/, 'it only reads: a standby, or default_transaction_read_only; name the primary'],
  [/^08P01$/, 'a pooler there refuses what the URL asks for: its log says what, often options'],
  [/does not support SSL/, 'it speaks no TLS: sslmode=disable where the way there is safe'],
  [
    /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/,
    'its certificate is not trusted here: sslrootcert=FILE names who signed it',
  ],
  [
    /^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$|time/i,
    'it does not answer; is there a firewall between?',
  ],
]

function adviceFor(code: string): string {
  return advice.find(([codes]) => codes.test(code))?.[1] ?? 'its own log says more'
}

/** Host and port, or the socket's folder; nothing else of a URL may be shown. */
function placeOf(url: string): string {
  const [, rest = ''] = url.split('://')
  const query = new URLSearchParams(rest.slice(rest.indexOf('?') + 1 || rest.length))
  const authority = (rest.split(/[/?]/)[0] ?? '').split('@').at(-1) ?? ''
  const [, named = '', port] = /^(\[.*\]|[^:]*)(?::([0-9]+))?$/.exec(authority) ?? []
  const host = query.get('host') ?? decodeURIComponent(named)
  const at = host === '' ? (process.env.PGHOST ?? 'localhost') : host
  return at.startsWith('/')
    ? at
    : `${at}:${query.get('port') ?? port ?? process.env.PGPORT ?? 5432}`
}

/**
 * A SQLite file has to be writable, and so has its folder, where its journal stands beside it.
 * Throws ConfigError with what to do.
 */
export function requireWritable(file: string): void {
  if (file === ':memory:') return
  const path = resolve(file)
  const folder = nearestFolder(dirname(path))
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) {
    throw new ConfigError([`ZTOKEN_DATABASE_URL names a folder, ${path}: name a file in it`])
  }
  for (const [place, kind] of [
    [folder, 'folder'],
    [found === undefined ? folder : path, 'file'],
  ] as const) {
    try {
      accessSync(place, constants.W_OK)
    } catch {
      throw new ConfigError([
        `ZTOKEN_DATABASE_URL: the ${kind} ${place} cannot be written to by this user; give it the right, or name another place`,
      ])
    }
  }
}

/** The folder itself or, where it is still to be made, the nearest one above it. */
function nearestFolder(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return folder
  if (found !== undefined || dirname(folder) === folder) {
    throw new ConfigError([`ZTOKEN_DATABASE_URL: ${folder} is not a folder`])
  }
  return nearestFolder(dirname(folder))
}
