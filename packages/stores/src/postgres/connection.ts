import { Client, type ClientConfig, types } from 'pg'
import type { PostgresOptions } from './options.ts'
import { graceMilliseconds } from './pooled.ts'

const int8 = 20

/** The longest a statement may take. */
export function statementMillisecondsOf({ statementMilliseconds = 4000 }: PostgresOptions): number {
  return statementMilliseconds
}

/**
 * What every connection has in common. In: `postgres://…` or `postgresql://…`; what the URL says
 * itself, such as `?options=-c%20search_path%3Dztoken`, counts.
 * Throws TypeError, which never quotes the URL: a password may stand in it.
 */
export function connectionSettings(url: string, options: PostgresOptions = {}): ClientConfig {
  const { connectMilliseconds = 2000 } = options
  requireUrl(url)
  return {
    connectionString: withoutAliases(url),
    application_name: 'ztoken',
    connectionTimeoutMillis: secondsIn(url) ?? connectMilliseconds,
    // What the server ends by itself is said once the connection stands: a pooler refuses it before.
    query_timeout: statementMillisecondsOf(options) + graceMilliseconds,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // For our own connections only: whoever else uses the driver in this process keeps their parsers.
    types: {
      getTypeParser: (oid, format) =>
        oid === int8 ? safeInteger : types.getTypeParser(oid, format),
    },
  }
}

function requireUrl(url: string): void {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new TypeError('the URL of a PostgreSQL database begins with postgres://')
  }
  try {
    new Client({ connectionString: withoutAliases(url) })
  } catch {
    throw new TypeError('the URL of the PostgreSQL database cannot be read')
  }
}

/** The driver takes both for the third, and warns of it on every start of a process. */
function withoutAliases(url: string): string {
  if (/[?&]uselibpqcompat=true/.test(url)) return url
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}

/** What a URL says itself counts: `connect_timeout`, in seconds, as libpq reads it. */
function secondsIn(url: string): number | null {
  const [, seconds] = /[?&]connect_timeout=([1-9][0-9]{0,2})(?:&|$)/.exec(url) ?? []
  return seconds === undefined ? null : Number(seconds) * 1000
}

function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError('a number of the database is too large')
  return number
}
