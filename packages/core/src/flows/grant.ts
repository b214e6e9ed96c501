import type { GrantView } from '@ztoken/contract'
import type { User } from '../account/user.ts'
import type { Rooms } from '../rooms.ts'
import { createSession } from '../session/rules.ts'
import type { Session } from '../session/session.ts'

/** What a login gives. */
export interface Grant {
  readonly accessToken: string
  readonly accessTokenSeconds: number
  readonly refreshToken: string
  readonly session: Session
  readonly user: User
}

/** Where somebody signs in from. */
export interface Origin {
  readonly device?: string | null
  readonly address?: string | null
}

/** Opens a session for a user who has shown who they are. */
export async function openSession(rooms: Rooms, user: User, origin: Origin): Promise<Grant> {
  const { device = null, address = null } = origin
  const session = createSession({ userId: user.id, device, address, now: rooms.clock() })
  await rooms.store.addSession(session)
  return grantOf(rooms, user, session)
}

/** New tokens for an open session. */
export function grantOf(rooms: Rooms, user: User, session: Session): Grant {
  return {
    accessToken: rooms.issuer.issue({ sub: user.id, sid: session.id }).token,
    accessTokenSeconds: rooms.lifetimes.accessToken,
    refreshToken: rooms.refreshTokens.issue({ sid: session.id, counter: session.counter }),
    session,
    user,
  }
}

/** A grant as the wire shows it. */
export function grantView({ views }: Rooms, grant: Grant): GrantView {
  return {
    access_token: grant.accessToken,
    token_type: 'Bearer',
    expires_in: grant.accessTokenSeconds,
    refresh_token: grant.refreshToken,
    session: views.session(grant.session),
    user: views.user(grant.user),
  }
}
