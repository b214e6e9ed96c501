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
   * true. Through a pooler that shares connections by the transaction nobody can listen.
   */
  readonly notifications?: boolean
  /**
   * Whether a pooler stands between that shares connections by the transaction, so that statements
   * get no names and nothing is kept on a connection: `auto`, which asks each connection;
   * `transaction`: it does, and is not asked; `none`: it does not, or keeps a session for a client.
   */
  readonly pooler?: 'auto' | 'transaction' | 'none'
  /** Where to listen: by default the same database by the same way. A URL past a pooler. */
  readonly listenUrl?: string
  /** Called once at the start where news of other servers come by polling alone: a pooler is there. */
  readonly onPollingOnly?: () => void
  /**
   * The schema that all tables stand in, beside one's own in others; made where it may be. By
   * default the one that the URL names, `?schema=auth`, else the first of the search path, `public`.
   */
  readonly schema?: string
}
