import { type SessionView, sessionView } from './session.ts'
import { type UserView, userView } from './user.ts'

/** What register, login and refresh answer (RFC 6749 §5.1 names). */
export interface GrantView {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds until the access token expires. */
  readonly expires_in: number
  /** Absent where it went into a cookie. */
  readonly refresh_token?: string
  /**
   * To be kept beyond the logout and shown at the next login; absent where no password was shown,
   * and where it went into a cookie.
   */
  readonly device_token?: string
  readonly session: SessionView
  readonly user: UserView
}

export const grantView = {
  type: 'object',
  additionalProperties: false,
  required: ['access_token', 'token_type', 'expires_in', 'session', 'user'],
  properties: {
    access_token: { type: 'string' },
    token_type: { const: 'Bearer' },
    expires_in: { type: 'integer' },
    refresh_token: { type: 'string' },
    device_token: { type: 'string' },
    session: sessionView,
    user: userView,
  },
} as const
