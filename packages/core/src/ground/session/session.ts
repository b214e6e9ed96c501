import type { DeviceKind, EndReason } from '@ztoken/contract'

export { type EndReason, endReasons } from '@ztoken/contract'

/** How somebody showed who they are (RFC 8176 §2). */
export type AuthenticationMethod = 'pwd' | 'sms' | 'otp' | 'hwk' | 'swk' | 'mfa'

/** One login on one device. Times in milliseconds. */
export interface Session {
  readonly id: string
  readonly userId: string
  readonly device: string | null
  readonly deviceKind: DeviceKind | null
  readonly address: string | null
  readonly createdAt: number
  /** How it was signed in, by the names of RFC 8176, e.g. `pwd`; none: the application vouched. */
  readonly amr: readonly AuthenticationMethod[]
  /** When the password was last shown: at login, and where it was asked for again. */
  readonly verifiedAt: number
  /** The last login or refresh. */
  readonly usedAt: number
  /** The number of the current refresh token. */
  readonly counter: number
  /** When the counter last moved; the one before is honoured for a moment after. */
  readonly rotatedAt: number
  /**
   * When it is over whatever its use: of a session whose refresh token nobody was given. Null: its
   * lifetimes decide.
   */
  readonly expiresAt: number | null
  readonly endedAt: number | null
  readonly endReason: EndReason | null
}
