import { ZtokenError } from '@ztoken/contract'
import { addressKey, siteKey } from './address.ts'
import type { AttemptLimit } from './allowance.ts'
import {
  type Counter,
  createCounter,
  giveBackAll,
  type Place,
  type SharedAttempts,
  takeAll,
} from './counter.ts'

export interface LoginLimitsOptions {
  readonly failuresPerPhone: number
  /** Null: 100 of an IPv6 /64, 500 of an IPv4 address. */
  readonly failuresPerAddress: number | null
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** Milliseconds since 1970, for what several servers count together. */
  readonly clock: () => number
  /** Where several servers count together; null: each for itself. */
  readonly shared: SharedAttempts | null
}

/** One attempt that counts as a failure until it is known not to be one. */
export interface Attempt {
  /**
   * The password was right: the failures of this account from this address are forgotten, or those
   * of this device or session. What others failed, and what is still under way, stays.
   */
  succeeded(): Promise<void>
  /** The password was wrong. */
  failed(): Promise<void>
  /** Nothing was learned from it, e.g. the store was down. */
  undone(): Promise<void>
}

export interface LoginAttempt {
  /** What the account is found by, as `identityKey` writes it; of a phone the number alone. */
  readonly account: string
  readonly address: string | null
  /** A device of which the account's owner signed in before; null where none was shown. */
  readonly device: string | null
  /** Whether the owner is signed in from this address. Asked only at a limit. */
  readonly isKnownAddress: () => Promise<boolean>
}

export interface LoginLimits {
  /**
   * Throws ZtokenError `too_many_requests`. Known and unknown accounts are counted alike. A known
   * device is counted by itself, and so is, where a stranger could not go on, an address from which
   * the owner is signed in: a stranger's guesses lock nobody out (A066).
   */
  requireLogin(attempt: LoginAttempt): Promise<Attempt>
  /**
   * The whole of a login has succeeded only now, some time after its password: what `succeeded` of
   * its attempt would have forgotten is forgotten.
   */
  forgiveLogin(whose: Pick<LoginAttempt, 'account' | 'address' | 'device'>): Promise<void>
  /** The password shown once more in a session; throws `too_many_requests`. */
  requireVerification(sessionId: string): Promise<Attempt>
  /** Registrations of one address; throws `too_many_requests`. */
  requireRegistration(address: string | null): Promise<void>
  /** Attempts of one address to set up a server; throws `too_many_requests`. */
  requireSetup(address: string | null): Promise<void>
  /** One-time codes that one address shows: what was right is given back. Throws `too_many_requests`. */
  requireCode(address: string | null): Promise<Pick<Attempt, 'undone'>>
  /** Passkeys that one address asks to be signed in with; throws `too_many_requests`. */
  requirePasskey(address: string | null): Promise<void>
  /** Refreshes of one session; throws `too_many_requests`. */
  requireRefresh(sessionId: string): void
  /** How often each of these was refused since the start, by what was limited. */
  readonly reached: Readonly<Record<LimitName, number>>
}

export type LimitName =
  | 'login'
  | 'verification'
  | 'registration'
  | 'setup'
  | 'code'
  | 'passkey'
  | 'refresh'

const windowMilliseconds = 15 * 60 * 1000
/** Whoever guesses waits 15 s after the tenth, and in the end a quarter of an hour each time. */
const firstWaitMilliseconds = 15_000
const perCustomer = 100
/** An IPv4 address may stand for a whole company, an IPv6 /48 for many customers. */
const perIPv4Address = 500
const customersOfSite = 10
const refreshesPerSession = 1000
const setupsPerAddress = 20
/** Of each counter: 2.5 MB, and 53 MB of all twenty-one when somebody fills them. */
const capacity = 10_000

export function createLoginLimits(options: LoginLimitsOptions): LoginLimits {
  const { failuresPerPhone, failuresPerAddress, ...common } = options
  for (const number of [failuresPerPhone, failuresPerAddress ?? perCustomer]) {
    if (!Number.isSafeInteger(number) || number < 1) throw new TypeError('limits are whole numbers')
  }
  const counter = (kind: string, limit: AttemptLimit): Counter =>
    createCounter({ ...common, kind, limit, capacity })
  const growing = (limit: number): AttemptLimit => ({
    limit,
    refillMilliseconds: windowMilliseconds,
    firstWaitMilliseconds,
  })
  const inWindow = (limit: number): AttemptLimit => ({
    limit,
    refillMilliseconds: Math.ceil(windowMilliseconds / limit),
  })

  const phones = counter('phone', growing(failuresPerPhone))
  const devices = counter('device', growing(failuresPerPhone))
  const known = counter('known', growing(failuresPerPhone))
  const sessions = counter('session', growing(failuresPerPhone))
  /** What failed, by whose it was: so much of it is given back when they succeed. */
  const failed = counter('failed', growing(failuresPerPhone))
  const guesses = byAddress('address')
  const registrations = byAddress('registration', failuresPerAddress ?? perCustomer)
  const setups = byAddress('setup', setupsPerAddress)
  const codes = byAddress('code')
  const passkeys = byAddress('passkey')
  const refreshes = createCounter({
    ...common,
    kind: 'refresh',
    limit: inWindow(refreshesPerSession),
    capacity,
    shared: null,
  })

  /** Three tiers: an IPv6 /64, the /48 it is in, and an IPv4 address. */
  function byAddress(
    kind: string,
    limit = failuresPerAddress,
  ): (address: string | null) => Place[] {
    const customers = counter(kind, inWindow(limit ?? perCustomer))
    const sites = counter(`${kind}/48`, inWindow((limit ?? perCustomer) * customersOfSite))
    const shared = counter(`${kind}/v4`, inWindow(limit ?? perIPv4Address))
    return (address) => {
      const key = addressKey(address)
      const site = siteKey(key)
      if (site === null) return [{ counter: shared, key }]
      return [
        { counter: customers, key },
        { counter: sites, key: site },
      ]
    }
  }

  async function forgive(place: Place, whose: string): Promise<void> {
    const own = await failed.forget(whose)
    if (own.own + own.all > 0) await place.counter.giveBack(place.key, own)
  }

  /** `whose` are the failures that a success forgets. */
  function attemptAt(place: Place, whose: string, others: readonly Place[] = []): Attempt {
    return {
      async succeeded() {
        await Promise.all([forgive(place, whose), giveBackAll([place, ...others])])
      },
      async failed() {
        failed.own.take(whose)
        await failed.takeShared(whose)
      },
      undone: () => giveBackAll([place, ...others]),
    }
  }

  async function takeOne(counted: Counter, key: string, whose: string): Promise<Attempt> {
    const place = { counter: counted, key }
    await takeAll([place])
    return attemptAt(place, whose)
  }

  const reached = {
    login: 0,
    verification: 0,
    registration: 0,
    setup: 0,
    code: 0,
    passkey: 0,
    refresh: 0,
  }

  function count(limit: LimitName): (error: unknown) => never {
    return (error) => {
      if (isFull(error)) reached[limit] += 1
      throw error
    }
  }

  async function takeLogin({
    account,
    address,
    device,
    isKnownAddress,
  }: LoginAttempt): Promise<Attempt> {
    if (device !== null) {
      const attempt = await unlessFull(takeOne(devices, device, `device ${device}`))
      // A stolen device token guesses no more than its own; then it is a stranger's.
      if (attempt !== null) return attempt
    }
    const here = `${account} ${addressKey(address)}`
    const place = { counter: phones, key: account }
    const others = guesses(address)
    try {
      await takeAll([place, ...others])
      return attemptAt(place, here, others)
    } catch (error) {
      if (!isFull(error) || !(await isKnownAddress())) throw error
      return takeOne(known, here, `known ${here}`)
    }
  }

  return {
    reached,
    requireLogin: (attempt) => takeLogin(attempt).catch(count('login')),
    forgiveLogin: ({ account, address, device }) =>
      device === null
        ? forgive({ counter: phones, key: account }, `${account} ${addressKey(address)}`)
        : forgive({ counter: devices, key: device }, `device ${device}`),
    requireVerification: (sessionId) =>
      takeOne(sessions, sessionId, `session ${sessionId}`).catch(count('verification')),
    requireRegistration: (address) => takeAll(registrations(address)).catch(count('registration')),
    requireSetup: (address) => takeAll(setups(address)).catch(count('setup')),
    async requireCode(address) {
      const places = codes(address)
      await takeAll(places).catch(count('code'))
      return { undone: () => giveBackAll(places) }
    },
    requirePasskey: (address) => takeAll(passkeys(address)).catch(count('passkey')),
    requireRefresh(sessionId) {
      try {
        refreshes.own.requireAttempt(sessionId)
      } catch (error) {
        count('refresh')(error)
      }
    },
  }
}

async function unlessFull(attempt: Promise<Attempt>): Promise<Attempt | null> {
  return attempt.catch((error: unknown) => {
    if (isFull(error)) return null
    throw error
  })
}

function isFull(error: unknown): boolean {
  return error instanceof ZtokenError && error.code === 'too_many_requests'
}
