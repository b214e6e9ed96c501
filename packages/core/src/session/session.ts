import type { DeviceKind } from '@ztoken/contract'

/** Why a session is over, and why a token is refused. The order is stored: only append. */
export const endReasons = [
  'logged_out',
  'kicked_out',
  'replaced',
  'idle',
  'password_changed',
  'banned',
  'deleted',
  'refresh_token_reused',
  'key_revoked',
] as const
export type EndReason = (typeof endReasons)[number]

/** One login on one device. Times in milliseconds. */
export interface Session {
  readonly id: string
  readonly userId: string
  readonly device: string | null
  readonly deviceKind: DeviceKind | null
  readonly address: string | null
  readonly createdAt: number
  /** When the password was last shown: at login, and where it was asked for again. */
  readonly verifiedAt: number
  /** The last login or refresh. */
  readonly usedAt: number
  /** The number of the current refresh token. */
  readonly counter: number
  /** When the counter last moved; the one before is honoured for a moment after. */
  readonly rotatedAt: number
  readonly endedAt: number | null
  readonly endReason: EndReason | null
}
