import { Client, type ClientConfig, types } from 'pg'

/** How the database is used; every default stands here. */
export interface PostgresOptions {
  /** Connections at most, besides the one that listens: 10. */
  readonly maximumConnections?: number
  /** Questions that wait for a connection at most; those beyond are `unavailable` at once: 1000. */
  readonly maximumWaiting?: number
  /** The longest wait for a connection, a new one or one that others use: 2000. */
  readonly connectMilliseconds?: number
  /** The longest a statement may take: 4000. */
  readonly statementMilliseconds?: number
  /**
   * Tells other servers at once what was revoked, where the database can (LISTEN and NOTIFY):
   * true. False where a pooler stands between that shares connections by the transaction.
   */
  readonly notifications?: boolean
}

/** A statement the server does not break off in time is given up a little later. */
const graceMilliseconds = 500
const int8 = 20

/**
 * What every connection has in common. In: `postgres://…` or `postgresql://…`; what the URL says
 * itself, such as `?options=-c%20search_path%3Dztoken`, counts.
 * Throws TypeError, which never quotes the URL: a password may stand in it.
 */
export function connectionSettings(url: string, options: PostgresOptions = {}): ClientConfig {
  const { connectMilliseconds = 2000, statementMilliseconds = 4000 } = options
  requireUrl(url)
  return {
    connectionString: url,
    application_name: 'ztoken',
    connectionTimeoutMillis: connectMilliseconds,
    statement_timeout: statementMilliseconds,
    query_timeout: statementMilliseconds + graceMilliseconds,
    idle_in_transaction_session_timeout: statementMilliseconds + graceMilliseconds,
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
    new Client({ connectionString: url })
  } catch {
    throw new TypeError('the URL of the PostgreSQL database cannot be read')
  }
}

function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError('a number of the database is too large')
  return number
}
