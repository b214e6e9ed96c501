import * as features from './features.ts'
import type { Views } from './ground/account/views.ts'
import { buildGround } from './ground/build.ts'
import type { HumanCheckCounts } from './ground/human-check/index.ts'
import type { LimitName } from './ground/limits/login-limits.ts'
import type { CodesSent } from './ground/one-time-codes/sending.ts'
import type { CoreOptions } from './ground/options.ts'
import type { HashingState } from './ground/password/pool.ts'
import type { Grant, WholeGrantView } from './ground/session/grants.ts'
import type { StoreQuestions } from './ground/store/deadline.ts'
import type { StoreConnections } from './ground/store/store.ts'
import { loadUserFields } from './ground/user-fields/load.ts'

type Feature = ReturnType<(typeof features)[keyof typeof features]>
type AllOf<Each> = (Each extends unknown ? (one: Each) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

/** Everything ztoken does, as verbs: those of every feature, described where it is. */
export type Core = Life & AllOf<Feature>

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
  /** What this process came to since the start, for who watches over it. From memory. */
  work(): Work
  /** Tells whoever is told of faults that nobody waits for. Never throws. */
  report(error: unknown): void
  /** What of an account leaves, as the wire shows it. */
  readonly views: Views & {
    /** A grant as the wire shows it. */
    grant(grant: Grant): WholeGrantView
    /** The same with an access token that holds no longer than so many seconds. */
    shortGrant(grant: Grant, accessTokenSeconds: number): WholeGrantView
  }
}

/** Numbers alone, of nobody in particular. */
export interface Work {
  readonly hashing: HashingState
  readonly store: Readonly<StoreQuestions>
  /** Null where the store has one connection, as SQLite, or none. */
  readonly connections: StoreConnections | null
  /** Accounts held in memory. */
  readonly knownAccounts: number
  /** How often each limit was reached. */
  readonly limits: Readonly<Record<LimitName, number>>
  /** What became of one-time codes that were handed on, by channel. */
  readonly codes: CodesSent
  /** Human checks that were asked for and passed. */
  readonly humanChecks: Readonly<HumanCheckCounts>
}

/**
 * Builds the ground and the features on it. What was revoked before the start is known when this
 * resolves, and from then on followed; so are the signing keys. Throws TypeError for options
 * that cannot be meant, ZtokenError `unavailable`: where the signing keys cannot be read or opened,
 * with a KeyRingError as its cause; where no password can be hashed, with a HashingError, which says
 * what is missing and what to do.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { userFields = null } = options
  const fields = userFields === null ? null : await loadUserFields(userFields)
  const ground = buildGround(options, fields)
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
    ...verbsOf(Object.values(features).map((create) => create(ground))),

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
      await Promise.all([ground.codes.close(), ground.notices.close()])
      await passwords.close()
      await store.close()
    },
    clockDifference: () => sharedClock.difference,
    work: () => ({
      hashing: passwords.state(),
      store: ground.questions,
      connections: store.connections?.() ?? null,
      knownAccounts: ground.knownAccounts.size,
      limits: ground.limits.reached,
      codes: ground.codes.sent(),
      humanChecks: ground.humanChecks.counts,
    }),
    report,
    views: {
      ...views,
      grant: grants.view,
      shortGrant: (grant, seconds) => grants.view(grants.shortened(grant, seconds)),
    },
  }
}

/** Throws TypeError where two features claim one name. */
function verbsOf(all: readonly Feature[]): AllOf<Feature> {
  const verbs = all.flatMap((feature) => Object.entries(feature))
  const names = verbs.map(([name]) => name)
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) throw new TypeError(`${twice} is in two features`)
  return Object.fromEntries(verbs) as unknown as AllOf<Feature>
}
