import type { GrantView } from '@ztoken/contract'
import { type AccountDeletion, createAccountDeletion } from './account-deletion/index.ts'
import { createExportingAccounts, type ExportingAccounts } from './account-export/index.ts'
import { type AuditTrail, createAuditTrail } from './audit/index.ts'
import { type Authentication, createAuthentication } from './authentication/index.ts'
import { type Authorization, createAuthorization } from './authorization/index.ts'
import { type Avatar, createAvatar } from './avatar/index.ts'
import { type Bans, createBans } from './bans/index.ts'
import { createEndingEverything, type EndingEverything } from './end-everything/index.ts'
import { createFirstAdministrator, type FirstAdministrator } from './first-administrator/index.ts'
import type { Views } from './ground/account/views.ts'
import { buildGround } from './ground/build.ts'
import type { CoreOptions } from './ground/options.ts'
import type { Grant } from './ground/session/grants.ts'
import { createHousekeeping, type Housekeeping } from './housekeeping/index.ts'
import { createImporting, type Importing } from './import/index.ts'
import { createPassword, type Password } from './password/index.ts'
import { createPasswordResets, type PasswordResets } from './password-reset/index.ts'
import { createProfile, type Profile } from './profile/index.ts'
import { createRefreshing, type Refreshing } from './refresh/index.ts'
import { createRegistration, type Registration } from './registration/index.ts'
import { createRevocationFeed, type RevocationFeed } from './revocation-feed/index.ts'
import { createRoles, type Roles } from './roles/index.ts'
import { createSessions, type Sessions } from './sessions/index.ts'
import { createSigningIn, type SigningIn } from './sign-in/index.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys/index.ts'
import { createStepUp, type StepUp } from './step-up/index.ts'
import { createUsers, type Users } from './users/index.ts'
import { createWebhookDeliveries, type WebhookDeliveries } from './webhooks/index.ts'

/** Everything ztoken does, as verbs: a feature each. */
export interface Core
  extends Life,
    Authentication,
    Authorization,
    SigningIn,
    Refreshing,
    Registration,
    FirstAdministrator,
    Sessions,
    EndingEverything,
    Bans,
    Profile,
    Avatar,
    Password,
    PasswordResets,
    StepUp,
    Users,
    AccountDeletion,
    ExportingAccounts,
    Importing,
    Roles,
    AuditTrail,
    WebhookDeliveries,
    RevocationFeed,
    SigningKeys,
    Housekeeping {}

/** How it lives, beside what it does. */
export interface Life {
  /**
   * Resolves when the store answers and goes by the same time, and passwords can be hashed.
   *
   * @throws ZtokenError `unavailable`; `clock_differs` where the clocks are further apart than
   * `leewaySeconds`.
   */
  ready(): Promise<void>
  /** Ends everything that runs by itself, and the store. */
  close(): Promise<void>
  /**
   * How far this machine's clock is ahead of the store's, in milliseconds; 0 where they are one.
   * From memory: measured at the start, every five seconds and at each `ready`.
   */
  clockDifference(): number
  /** Tells whoever is told of faults that nobody waits for. Never throws. */
  report(error: unknown): void
  /** What of an account leaves, as the wire shows it. */
  readonly views: Views & {
    /** A grant as the wire shows it. */
    grant(grant: Grant): GrantView
  }
}

/**
 * Builds the ground and the features on it. What was revoked before the start is known when this
 * resolves, and from then on followed; so are the signing keys. Throws TypeError for options
 * that cannot be meant, ZtokenError `unavailable`: where the signing keys cannot be read or opened,
 * with a KeyRingError as its cause; where no password can be hashed, with one that says what is
 * missing.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const ground = buildGround(options)
  const { store, revocations, keys, sharedClock, passwords, views, grants, report } = ground
  // Where no password can be hashed nobody could sign in: better said at the start.
  const hashing = passwords.ready()
  hashing.catch(() => undefined)
  await store.ready()
  await sharedClock.compare()
  await revocations.sync()
  await keys?.start()
  await hashing
  sharedClock.follow()
  revocations.follow()
  keys?.follow()

  return {
    ...createAuthentication(ground),
    ...createAuthorization(ground),
    ...createSigningIn(ground),
    ...createRefreshing(ground),
    ...createRegistration(ground),
    ...createFirstAdministrator(ground),
    ...createSessions(ground),
    ...createEndingEverything(ground),
    ...createBans(ground),
    ...createProfile(ground),
    ...createAvatar(ground),
    ...createPassword(ground),
    ...createPasswordResets(ground),
    ...createStepUp(ground),
    ...createUsers(ground),
    ...createAccountDeletion(ground),
    ...createExportingAccounts(ground),
    ...createImporting(ground),
    ...createRoles(ground),
    ...createAuditTrail(ground),
    ...createWebhookDeliveries(ground),
    ...createRevocationFeed(ground),
    ...createSigningKeys(ground),
    ...createHousekeeping(ground),

    async ready() {
      await store.ready()
      await passwords.ready()
      await sharedClock.compare()
      sharedClock.requireAgreement()
    },
    async close() {
      sharedClock.close()
      revocations.close()
      keys?.close()
      await passwords.close()
      await store.close()
    },
    clockDifference: () => sharedClock.difference,
    report,
    views: { ...views, grant: grants.view },
  }
}
