import { ZtokenError } from '@ztoken/contract'
import { HashingError, KeyRingError } from '@ztoken/core'
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
    const { what, code } = behind(error)
    const words = `PostgreSQL at ${placeOf(database_url)} cannot be used (${what})`
    throw new DatabaseError(`${words}: ${adviceFor(code, what)}`, { cause: error })
  }
}

/** What is said where a database that could be used at the start fails a command. */
export function databaseWords(error: ZtokenError): string {
  const { cause } = error
  // Ours say themselves what is missing and what to do; the database is not to blame.
  if (cause instanceof KeyRingError || cause instanceof HashingError) return cause.message
  const { what, code } = behind(error)
  if (code === 'engine_missing') return what
  return `the database cannot be used (${what}): ${adviceFor(code, what)}`
}

/** What a store says that lies behind, without the name of a function of the server's. */
function behind({ cause }: ZtokenError): { readonly what: string; readonly code: string } {
  const message = cause instanceof Error ? cause.message : 'no answer'
  const what = message.replace(/^PostgreSQL: /, '').replace(/^(\w+) \(\w+\)$/, '$1')
  return { what, code: String((cause as { readonly code?: unknown } | undefined)?.code ?? what) }
}

/** The first that fits says what to try. */
const advice: readonly (readonly [codes: RegExp, words: string])[] = [
  [/^ECONNREFUSED$/, 'nobody listens there; is it running, and are host and port right?'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'the name of the host is not known here; is it spelled right?'],
  [/^ENOENT$/, 'there is no such socket; host has to be its folder, e.g. host=/run/postgresql'],
  [/^(?:EACCES|EPERM)$/, 'this user may not open its socket'],
  [
    /^28P01$/,
    'it refuses user and password; are both right, and percent-encoded where the URL needs it?',
  ],
  [/^28000$/, 'it lets this user not in from here: its pg_hba.conf says who may, and sslmode how'],
  [/^3D000$/, 'there is no database of that name: createdb -E UTF8 NAME'],
  [/^3F000$/, 'there is no schema of that name: CREATE SCHEMA NAME'],
  [
    /^42501$/,
    'its user lacks a right: GRANT CREATE, USAGE ON SCHEMA … and SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA … TO that user',
  ],
  [/^42P01$/, 'a table of ours is not there, or in another schema: ztoken migrate makes them'],
  [/^(?:53100|ENOSPC|SQLITE_FULL)$|disk is full/, 'its disk is full: make room'],
  [/^53300$/, 'it has no connection left; ZTOKEN_DATABASE_POOL says how many we take'],
  [/^57P03$/, 'it is starting or stopping; try again in a moment'],
  [/^25006$/, 'it only reads: a standby, or default_transaction_read_only; name the primary'],
  [/^08P01$/, 'a pooler there refuses what the URL asks for: its log says what, often options'],
  [/does not support SSL/, 'it speaks no TLS: sslmode=disable where the way there is safe'],
  [
    /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/,
    'its certificate is not trusted here: sslrootcert=FILE names who signed it',
  ],
  [/^SQLITE_(?:BUSY|LOCKED)|is locked$/, 'another process holds the file; try again in a moment'],
  [
    /^SQLITE_(?:READONLY|PERM|CANTOPEN|AUTH)|readonly database|unable to open/,
    'this user may not write the file, its folder or what lies beside it (-wal, -shm)',
  ],
  [/^SQLITE_IOERR|disk I\/O/, 'the disk fails; dmesg or the like says more'],
  [/did not answer in time/, 'it works too hard, or somebody holds a lock; try again in a moment'],
  [
    /^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$|time-?out|timed out/i,
    'it does not answer; is there a firewall between?',
  ],
]

function adviceFor(...told: readonly string[]): string {
  const fits = advice.find(([codes]) => told.some((text) => codes.test(text)))
  return fits?.[1] ?? 'its own log says more'
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
