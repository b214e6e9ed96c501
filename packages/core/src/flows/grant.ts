import { type DeviceKind, type GrantView, ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { isBanned, type User } from '../ground/account/user.ts'
import type { AuditRecord } from '../ground/audit/entry.ts'
import type { Rooms } from '../ground/rooms.ts'
import { createSession, endsAt } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { SessionPolicy } from '../ground/session/session-changes.ts'
import { sessionEnd } from './end-sessions.ts'
import { deviceTokenFor } from './known-device.ts'
import { openWithinBound } from './piled-up.ts'

/** What a login gives. */
export interface Grant {
  readonly accessToken: string
  readonly accessTokenSeconds: number
  readonly refreshToken: string
  /** By which the device is known at the next login; null where no password was shown. */
  readonly deviceToken: string | null
  readonly session: Session
  readonly user: User
}

/** Where somebody signs in from. */
export interface Origin {
  readonly device?: string | null
  readonly deviceKind?: DeviceKind | null
  readonly address?: string | null
}

/** How a session is opened. */
export interface Opening {
  /** What is handed over: with the access token alone nobody can refresh the session. */
  readonly handed?: 'both' | 'access token'
}

/**
 * Opens a session for a user who has shown who they are. Null where the account has changed since
 * it was read, so that what was shown may not hold any more. Where the access token alone is handed
 * over, the session is over with it.
 * Throws ZtokenError `user_banned`, `too_many_sessions`, `unavailable`.
 */
export async function openSession(
  rooms: Rooms,
  { user, epoch, passwordHash }: Account,
  origin: Origin,
  { handed = 'both' }: Opening = {},
): Promise<Grant | null> {
  const now = rooms.clock()
  if (isBanned(user, now)) throw new ZtokenError('user_banned')
  const { device = null, deviceKind = null, address = null } = origin
  const expiresAt = handed === 'both' ? null : now + rooms.lifetimes.accessToken * 1000
  const whose = { userId: user.id, device, deviceKind, address }
  const session = createSession({ ...whose, expiresAt, now })
  const subject = { userId: user.id, sessionId: session.id, address, device }
  const record = rooms.audit.record('login', { ...subject, actorId: user.id })
  const end = sessionEnd(rooms, 'replaced')
  const recordEnd = ({ id, device: endedDevice }: Session): AuditRecord =>
    rooms.audit.record('session_ended', {
      userId: user.id,
      sessionId: id,
      device: endedDevice,
      detail: { reason: end.reason },
    })
  const opening = { session, epoch, policy: policyNow(rooms), end, recordEnd }
  const result = await openWithinBound(rooms, opening, [record])
  if (result.outcome === 'stale') return null
  if (result.outcome === 'full') throw new ZtokenError('too_many_sessions')
  rooms.revocations.apply(result.revocations)
  for (const kept of [...result.ended, record]) rooms.audit.announce(kept)
  const deviceToken = deviceTokenFor(rooms, user.id, passwordHash)
  return { ...grantOf(rooms, user, session), deviceToken }
}

function policyNow({ clock, lifetimes, sessionPolicy }: Rooms): SessionPolicy {
  const now = clock()
  return {
    ...sessionPolicy,
    now,
    usedBefore: now - lifetimes.sessionIdle * 1000,
    openedBefore: now - lifetimes.session * 1000,
  }
}

/** New tokens for an open session; the access token does not outlive it. */
export function grantOf(rooms: Rooms, user: User, session: Session): Grant {
  const sessionEndsAt = Math.floor(endsAt(session, rooms.lifetimes) / 1000)
  const { token, claims } = rooms.issuer.issue({ sub: user.id, sid: session.id, sessionEndsAt })
  return {
    accessToken: token,
    accessTokenSeconds: claims.exp - claims.iat,
    refreshToken: rooms.refreshTokens.issue({ sid: session.id, counter: session.counter }),
    deviceToken: null,
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
    ...(grant.deviceToken !== null && { device_token: grant.deviceToken }),
    session: views.session(grant.session, grant.session.id),
    user: views.user(grant.user),
  }
}
