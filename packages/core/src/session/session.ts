/** Why a session is over. */
export type EndReason =
  | 'logged_out'
  | 'kicked_out'
  | 'replaced'
  | 'idle'
  | 'password_changed'
  | 'refresh_token_reused'

/** One login on one device. Times in milliseconds. */
export interface Session {
  readonly id: string
  readonly userId: string
  readonly device: string | null
  readonly address: string | null
  readonly createdAt: number
  /** The last login or refresh. */
  readonly usedAt: number
  /** The number of the current refresh token. */
  readonly counter: number
  /** When the counter last moved; the one before is honoured for a moment after. */
  readonly rotatedAt: number
  readonly endedAt: number | null
  readonly endReason: EndReason | null
}
