import type {
  AuditEntryView,
  AuditPersonView,
  BanNotice,
  DayView,
  FactorRecoveryView,
  FactorView,
  IdentityView,
  InvalidationView,
  ListedUserView,
  ManagedUserView,
  PasskeyView,
  RevocationView,
  SessionView,
  TrustedDeviceView,
  UserDetailView,
  UserView,
} from '@ztoken/contract'
import type { AuditEntry } from '../audit/entry.ts'
import { type Day, dayMilliseconds } from '../days/day-store.ts'
import type { Factor } from '../factors/factor.ts'
import type { FactorRecovery } from '../factors/recovery.ts'
import type { TrustedDevice } from '../factors/trusted-devices.ts'
import type { Passkey } from '../passkeys/passkey.ts'
import type { Invalidation } from '../revocation/change.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { Session } from '../session/session.ts'
import type { UserFields } from '../user-fields/index.ts'
import type { UserFieldParty } from '../user-fields/schema.ts'
import type { NamedIdentity } from './identity.ts'
import type { User } from './user.ts'
import type { ListedUser } from './user-search-store.ts'

/** What of an account leaves, and nothing else does. */
export interface Views {
  /** What they see of themselves. */
  user(user: User): UserView
  /** What an administrator sees. */
  managedUser(user: User): ManagedUserView
  /** The same in a list. */
  listedUser(user: ListedUser): ListedUserView
  /** The tutorial's five fields, the phone as the tutorial shows it. */
  userDetail(user: User): UserDetailView
  /** What they are found by, as they see it. */
  identity(identity: NamedIdentity): IdentityView
  /** A second factor, as its owner and administrators see it: without what it is. */
  factor(factor: Factor): FactorView
  /** A device that is trusted: without what it is known by. */
  trustedDevice(device: TrustedDevice): TrustedDeviceView
  /** When second factors that were lost may be removed. */
  factorRecovery(recovery: FactorRecovery): FactorRecoveryView
  /** A passkey, as its owner sees it. */
  passkey(passkey: Passkey): PasskeyView
  /** `currentId`: the session that asks. */
  session(session: Session, currentId: string | null): SessionView
  /** An entry as the audit shows it. */
  auditEntry(entry: AuditEntry): AuditEntryView
  /** Enough of somebody to know them again in a list. */
  auditPerson(user: User): AuditPersonView
  /** The figures of a day. */
  day(day: Day): DayView
  /** As the feed shows it. */
  revocation(revocation: Revocation): RevocationView
  /** The same for who may know what changes. */
  invalidation(invalidation: Invalidation): InvalidationView
}

const endingLength = 4

export function createViews(
  tutorialPhone: (phone: string) => string,
  userFields: Pick<UserFields, 'seenBy'>,
): Views {
  /** Without a schema nothing is said of fields. */
  function fieldsOf(user: User, by: UserFieldParty): Pick<UserView, 'fields'> {
    const fields = userFields.seenBy(user, by)
    return fields === undefined ? {} : { fields: { ...fields } }
  }

  const user = (user: User, by: UserFieldParty = 'self'): UserView => ({
    id: user.id,
    phone: user.phone,
    email: user.email,
    username: user.username,
    name: user.name,
    head_portrait: user.avatar,
    intro: user.intro,
    level: user.level,
    roles: [...user.roles],
    created_at: instant(user.createdAt),
    ...fieldsOf(user, by),
  })

  const managedUser = (managed: User): ManagedUserView => ({
    ...user(managed, 'admin'),
    ban: managed.ban && {
      since: instant(managed.ban.since),
      until: managed.ban.until === null ? null : instant(managed.ban.until),
      reason: managed.ban.reason,
    },
  })

  return {
    user: (shown) => user(shown),
    managedUser,
    listedUser: (listed) => ({
      ...managedUser(listed),
      last_sign_in_at: listed.lastSignInAt === null ? null : instant(listed.lastSignInAt),
    }),
    userDetail: (shown) => ({
      head_portrait: shown.avatar,
      intro: shown.intro,
      level: shown.level,
      name: shown.name,
      phone: shown.phone === null ? '' : tutorialPhone(shown.phone),
    }),
    identity: ({ id, kind, subject, verifiedAt, createdAt }) => ({
      id,
      kind,
      subject,
      verified_at: verifiedAt === null ? null : instant(verifiedAt),
      created_at: instant(createdAt),
    }),
    factor: ({ id, kind, createdAt, left }) => ({ id, kind, created_at: instant(createdAt), left }),
    trustedDevice: ({ id, device, createdAt, until }) => ({
      id,
      device,
      created_at: instant(createdAt),
      until: instant(until),
    }),
    factorRecovery: ({ askedAt, from, until }) => ({
      asked_at: instant(askedAt),
      from: instant(from),
      until: instant(until),
    }),
    passkey: ({ id, name, createdAt, usedAt, synced, usable, credentialId, rpId }) => ({
      id,
      name,
      created_at: instant(createdAt),
      used_at: usedAt === null ? null : instant(usedAt),
      synced,
      usable,
      credential_id: credentialId,
      rp_id: rpId,
    }),
    session: (session, currentId) => ({
      id: session.id,
      device: session.device,
      device_kind: session.deviceKind,
      address: session.address,
      created_at: instant(session.createdAt),
      used_at: instant(session.usedAt),
      current: session.id === currentId,
    }),
    auditEntry: (entry) => ({
      id: entry.id,
      at: instant(entry.at),
      event: entry.event,
      actor_id: entry.actorId,
      user_id: entry.userId,
      session_id: entry.sessionId,
      address: entry.address,
      device: entry.device,
      detail: entry.detail === null ? null : { ...entry.detail },
    }),
    auditPerson: ({ id, name, phone }) => ({
      id,
      name,
      phone_ending: phone === null ? null : phone.slice(-endingLength),
    }),
    day: ({ day, registrations, active, failures, users }) => ({
      date: instant(day * dayMilliseconds).slice(0, 'yyyy-mm-dd'.length),
      registrations,
      active,
      failures,
      users,
    }),
    revocation: ({ sequence, kind, key, before, until, reason }) => ({
      sequence,
      kind,
      key,
      before,
      until,
      reason,
    }),
    invalidation: ({ sequence, kind, key }) => ({ sequence, kind, key }),
  }
}

/** What somebody may know of their ban, once they have shown who they are. */
export function banNoticeOf({ ban }: User): BanNotice {
  const until = ban?.until ?? null
  return { until: until === null ? null : instant(until), reason: ban?.reason ?? null }
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
