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
