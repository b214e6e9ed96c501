import { type DeviceKind, ZtokenError } from '@ztoken/contract'
import type { Account } from '../account/account-changes.ts'
import { passwordHashOf } from '../account/password-of.ts'
import { isBanned } from '../account/user.ts'
import { banNoticeOf } from '../account/views.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Due } from '../factors/due.ts'
import type { Factors } from '../factors/index.ts'
import type { OwnRules } from '../own-rules/index.ts'
import type { Revocations } from '../revocation/revocations.ts'
import type { Store } from '../store/store.ts'
import type { Endings } from './endings.ts'
import type { Grant, Grants } from './grants.ts'
import type { KnownDevices } from './known-devices.ts'
import { openWithinBound } from './openings.ts'
import { createSession, type SessionLifetimes } from './rules.ts'
import type { AuthenticationMethod, Session } from './session.ts'
import type { SessionPolicy } from './session-changes.ts'

/** Where somebody signs in from. */
export interface Origin {
  /** What the device calls itself, e.g. `iPhone 15`. */
  readonly device?: string | null
  readonly deviceKind?: DeviceKind | null
  /** The IP address. */
  readonly address?: string | null
}

/** How somebody has shown who they are, where, and what they are handed. */
export interface SignInHow extends Origin {
  /** By the names of RFC 8176; left out: the application vouches for them. */
  readonly amr?: readonly AuthenticationMethod[]
}

/** How a session is opened. */
export interface Opening extends SignInHow, Due {}

/**
 * The one door to a session, for a user who has shown who they are: where the account has a second
 * factor it is due here, whichever way somebody came. Null where the account has
 * changed since it was read, so that what was shown may not hold any more. Where the access token
 * alone is handed over, the session is over with it.
 * Throws ZtokenError `user_banned` with what they may know of it, `factor_required` with a ticket,
 * `refused`, `too_many_sessions`, `unavailable`.
 */
export type SignIn = (account: Account, how: Opening) => Promise<Grant | null>

export interface SignInNeeds {
  readonly store: Store
  readonly revocations: Revocations
  readonly audit: Audit
  readonly clock: () => number
  readonly endings: Endings
  readonly grants: Grants
  readonly devices: KnownDevices
  readonly ownRules: Pick<OwnRules, 'requireLogin'>
  readonly factors: Factors
  readonly lifetimes: SessionLifetimes & { readonly accessToken: number }
  readonly sessionPolicy: Pick<SessionPolicy, 'maximum' | 'whenFull' | 'oneForEachKind'>
}

export function createSignIn(needs: SignInNeeds): SignIn {
  const { revocations, audit, clock, endings, grants, devices, factors } = needs
  const { lifetimes, ownRules, sessionPolicy } = needs

  function policyNow(): SessionPolicy {
    const now = clock()
    return {
      ...sessionPolicy,
      now,
      usedBefore: now - lifetimes.sessionIdle * 1000,
      openedBefore: now - lifetimes.session * 1000,
    }
  }

  return async (account, how) => {
    const { user, epoch } = account
    const { device = null, deviceKind = null, address = null, amr = [], handed = 'both' } = how
    const now = clock()
    if (isBanned(user, now)) throw new ZtokenError('user_banned', { data: banNoticeOf(user) })
    const trusted = await factors.requireNoneDue(account, how)
    // Whoever has not shown all of it learns nothing of the application's rules.
    await ownRules.requireLogin({ user, device, deviceKind, address, amr })
    const expiresAt = handed === 'both' ? null : now + lifetimes.accessToken * 1000
    const whose = { userId: user.id, device, deviceKind, address, amr }
    // On a trusted device no factor was shown: what is sensitive asks for it.
    const verifiedAt = trusted === null ? now : 0
    const session = createSession({ ...whose, expiresAt, now, verifiedAt })
    const claims = await grants.askClaims(user, session)
    const subject = { userId: user.id, sessionId: session.id, address, device }
    const record = audit.record('login', { ...subject, actorId: user.id })
    const end = endings.endFor('replaced')
    const recordEnd = ({ id, device: endedDevice }: Session): AuditRecord =>
      audit.record('session_ended', {
        userId: user.id,
        sessionId: id,
        device: endedDevice,
        detail: { reason: end.reason },
      })
    const opening = { session, epoch, policy: policyNow(), end, recordEnd }
    const result = await openWithinBound(needs, opening, [record])
    if (result.outcome === 'stale') return null
    if (result.outcome === 'full') throw new ZtokenError('too_many_sessions')
    revocations.apply(result.revocations)
    for (const kept of [...result.ended, record]) audit.announce(kept)
    const deviceId = how.deviceId ?? trusted ?? undefined
    const deviceToken = devices.issue(user.id, passwordHashOf(account), deviceId)
    return grants.of(user, session, claims, deviceToken)
  }
}
