import {
  createDeviceTokens,
  createFactorTickets,
  createIssuer,
  createNoticeTokens,
  createOneTimeCodes,
  createReader,
  createRecoveryCodes,
  createRefreshTokens,
  createResetTokens,
  createSetupTokens,
  type Format,
  type PublicFormat,
  type PublicRingFormat,
  type TokenReader,
} from '@ztoken/token'
import { createAuthority } from './access/authority.ts'
import { createAvatars } from './account/avatars.ts'
import { createHeldIdentities } from './account/held.ts'
import { createIdentifiers } from './account/identifiers.ts'
import { createNewAccounts } from './account/new-accounts.ts'
import { createPhones } from './account/phone.ts'
import { createViews } from './account/views.ts'
import { createAudit } from './audit/audit.ts'
import { createSharedClock } from './clock/shared-clock.ts'
import { createFactorGuesses } from './factors/guesses.ts'
import { createFactors } from './factors/index.ts'
import { createMeanings } from './factors/meanings.ts'
import { createFactorRecoveries } from './factors/recovery.ts'
import { createTickets } from './factors/tickets.ts'
import { createTrustedDevices } from './factors/trusted-devices.ts'
import type { Ground } from './ground.ts'
import { createHumanChecks } from './human-check/index.ts'
import { createLoginChecks } from './human-check/login-checks.ts'
import { createKeys } from './keys/keys.ts'
import { createSealer } from './keys/sealer.ts'
import { forgetting } from './known-accounts/forgetting.ts'
import { createKnownAccounts } from './known-accounts/index.ts'
import { createLoginLimits } from './limits/login-limits.ts'
import { createNotices } from './notices/index.ts'
import { createCaps } from './one-time-codes/caps.ts'
import { createCodes } from './one-time-codes/index.ts'
import { createSending } from './one-time-codes/sending.ts'
import type { CoreOptions } from './options.ts'
import { createAskClaims } from './own-claims/index.ts'
import { createOwnRules } from './own-rules/index.ts'
import { createCursors } from './page/cursor.ts'
import { createPages } from './page/pages.ts'
import { relyingPartyOf } from './passkeys/relying-party.ts'
import { createPasswords, type Passwords } from './password/index.ts'
import { createReplacements } from './password/replacements.ts'
import { createVerifications } from './password/verifications.ts'
import { createRevocations } from './revocation/revocations.ts'
import { createCallers } from './session/callers.ts'
import { createEndings } from './session/endings.ts'
import { createGrants } from './session/grants.ts'
import { createKnownDevices } from './session/known-devices.ts'
import { createRenew } from './session/renewals.ts'
import { createSafes } from './session/safes.ts'
import { createShownSessions } from './session/shown-sessions.ts'
import { createSignIn } from './session/sign-in.ts'
import { createStepUps } from './session/step-ups.ts'
import { type Settings, settingsOf } from './settings.ts'
import { noQuestions, withDeadline } from './store/deadline.ts'
import { type Report, type Tell, tell, unfailing, warn } from './tell.ts'
import type { UserField } from './user-fields/compile.ts'
import { createUserFields, type UserFields } from './user-fields/index.ts'

/**
 * Builds the ground, from what asks nobody up to what signs somebody in; `fields` are the options'
 * own of a user, or null. Throws TypeError.
 */
export function buildGround(options: CoreOptions, fields: readonly UserField[] | null): Ground {
  const settings = settingsOf(options)
  const { parties, lifetimes } = settings
  // A text that one audience was given opens nothing at another under the same secret.
  const bound = options.secrets.map((secret) => secret.boundTo(parties))
  const base = buildBase(options, settings, createUserFields(fields))
  const { store, clock, phones, views, audit, revocations, keys, reader, passwords } = base
  const limits = createLoginLimits({
    ...settings,
    monotonic: base.monotonic,
    clock,
    shared: options.sharedLimits === true ? store : null,
  })
  const refreshTokens = createRefreshTokens(bound)
  const issuer = createIssuer({
    ...parties,
    format: options.issueFormat,
    clock,
    accessTokenSeconds: lifetimes.accessToken,
  })
  const heldIdentities = createHeldIdentities(base)
  const callers = createCallers({ reader, revocations, keys, store, clock, lifetimes })
  const acceptsForeign = base.formats.has('itsdangerous')
  const endings = createEndings({ store, revocations, audit, clock, lifetimes, acceptsForeign })
  const shownSessions = createShownSessions(settings.knownAccounts)
  const asking = { report: base.report, milliseconds: settings.storeTimeoutMilliseconds }
  const grants = createGrants({
    issuer,
    refreshTokens,
    views,
    lifetimes,
    shownSessions,
    clock,
    askClaims: createAskClaims({ ...options, ...asking }),
    authenticationClaims: settings.authenticationClaims,
  })
  const safes = createSafes(base)
  const devices = createKnownDevices({ deviceTokens: createDeviceTokens(bound), store, clock })
  const humanChecks = createHumanChecks({ ...settings, ...base, secrets: bound })
  const totpIssuer = options.totpIssuer ?? parties.issuer
  const factorSealer = createSealer('zo1', 'factor-secret', bound)
  const recoveryCodes = createRecoveryCodes(bound)
  const factorTickets = createTickets({ ...base, factorTickets: createFactorTickets(bound) })
  const trustedDevices = createTrustedDevices({ clock, days: settings.trustedDeviceDays })
  const notices = createNotices({
    ...base,
    milliseconds: settings.storeTimeoutMilliseconds,
    noticeTokens: createNoticeTokens(bound),
    senders: options.notify ?? {},
  })
  const policy = settings.factorRecoveryPolicy
  const factorRecoveries = createFactorRecoveries({ ...base, notices, policy })
  const factors = createFactors({
    ...base,
    factorRecoveries,
    tickets: factorTickets,
    policy: settings.factorPolicy,
    trustedDevices,
    meanings: createMeanings({ factorSealer, recoveryCodes, clock }),
    guesses: createFactorGuesses(base),
  })
  const ownRules = createOwnRules({ ...options, ...asking })
  const opening = { ...base, endings, grants, devices, factors, lifetimes, ownRules }

  return {
    ...base,
    limits,
    refreshTokens,
    resetTokens: createResetTokens(bound),
    setupTokens: createSetupTokens(bound),
    notices,
    codes: createCodes({
      ...settings,
      ...base,
      limits,
      oneTimeCodes: createOneTimeCodes(bound),
      regions: settings.codeRegions,
      sending: createSending(options.senders ?? {}, base.report),
      caps: createCaps({ ...base, perDay: settings.codesPerDay }),
    }),
    factors,
    factorTickets,
    factorRecoveries,
    trustedDevices,
    factorSealer,
    recoveryCodes,
    totpIssuer,
    relyingParty: options.passkeys ? relyingPartyOf(options.passkeys, totpIssuer) : null,
    humanChecks,
    ownRules,
    loginChecks: createLoginChecks(humanChecks, base),
    pages: createPages(createCursors(bound)),
    callers,
    safes,
    stepUps: createStepUps({ callers, shownSessions, safes, clock, lifetimes }),
    authority: createAuthority({ store, clock, audit, callers }),
    endings,
    grants,
    devices,
    signIn: createSignIn({ ...opening, sessionPolicy: settings.sessionPolicy }),
    renew: createRenew({ ...base, endings, grants }),
    heldIdentities,
    newAccounts: createNewAccounts({ ...base, heldIdentities }),
    replacements: createReplacements({ phones, passwords, endings }),
    verifications: createVerifications({ store, callers, passwords, limits, audit }),
    lifetimes,
    stale: settings.stale,
    foreignAccess: settings.foreignAccess,
  }
}

type Base = Pick<
  Ground,
  | 'clock'
  | 'sharedClock'
  | 'report'
  | 'store'
  | 'questions'
  | 'phones'
  | 'identifiers'
  | 'views'
  | 'userFields'
  | 'avatars'
  | 'audit'
  | 'passwords'
  | 'revocations'
  | 'knownAccounts'
  | 'keys'
  | 'jwks'
> & {
  readonly reader: TokenReader
  readonly formats: ReadonlyMap<string, Format>
  readonly monotonic: () => number
}

/** What stands by itself: the clock, the store, the tokens and what revokes them. */
function buildBase(options: CoreOptions, settings: Settings, userFields: UserFields): Base {
  const { issueFormat, acceptFormats = [], monotonic = () => performance.now() } = options
  const { parties, leewaySeconds, pollMilliseconds } = settings
  const ownClock = options.clock ?? Date.now
  const report = unfailing(options.report ?? warn)
  const told: Tell = (listener, ...given) => tell(report, listener, ...given)
  const questions = noQuestions()
  const bare = withDeadline(options.store, settings.storeTimeoutMilliseconds, questions)
  const sharedClock = createSharedClock({
    store: bare,
    clock: ownClock,
    monotonic,
    leewaySeconds,
    report,
  })
  const clock = sharedClock.now
  const phones = createPhones(settings.defaultRegion)
  // What issues reads as well: of two formats of one name it is the one that counts.
  const formats = new Map([...acceptFormats, issueFormat].map((format) => [format.name, format]))
  const audit = createAudit({ clock, endpoints: options.webhooks ?? [], tell: told })
  const reader = createReader({
    ...parties,
    formats: [...formats.values()],
    clock,
    leewaySeconds,
    maximumTokenSeconds: settings.maximumTokenSeconds,
    cacheSize: settings.tokenCacheSize,
  })
  const followed = { store: bare, clock, pollMilliseconds, report }
  const revocations = createRevocations({ ...followed, ownClock, monotonic, tell: told })
  const knownAccounts = createKnownAccounts({ ...settings, store: bare, revocations })
  const store = forgetting(bare, knownAccounts.forget)
  const publicKeys = formats.get('public') as PublicFormat | undefined
  const keys = isRing(publicKeys)
    ? createKeys({
        ...followed,
        format: publicKeys,
        replaceUnreadable: options.replaceUnreadableKeys ?? false,
        secrets: options.secrets,
        schedule: settings.keySchedule,
        audit,
      })
    : null
  revocations.onKeyRevoked((kid) => {
    reader.removeKey(kid)
    keys?.forget(kid)
  })

  return {
    clock,
    sharedClock,
    monotonic,
    report,
    store,
    questions,
    phones,
    identifiers: createIdentifiers(phones, store),
    formats,
    views: createViews(phones.tutorialForm, userFields),
    userFields,
    avatars: createAvatars(told),
    passwords: passwordsOf(options, settings, report),
    reader,
    revocations,
    knownAccounts,
    keys,
    jwks: () => publicKeys?.jwks ?? { keys: [] },
    audit,
  }
}

function passwordsOf(
  { passwords, contextWords = [], isBreached }: CoreOptions,
  { parties: { issuer, audience }, whenBreachesUnavailable: whenUnavailable }: Settings,
  report: Report,
): Passwords {
  return createPasswords({
    ...passwords,
    words: ['ztoken', issuer, audience, ...contextWords],
    breaches: isBreached === undefined ? null : { isBreached, whenUnavailable, report },
  })
}

function isRing(format: PublicFormat | undefined): format is PublicRingFormat {
  return format !== undefined && 'replace' in format
}
