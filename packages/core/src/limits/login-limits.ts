import { ZtokenError } from '@ztoken/contract'
import { addressKey } from './address.ts'
import { createFailureLimit } from './failure-limit.ts'
import { createSharedLimit, type SharedAttempts } from './shared-limit.ts'

export interface LoginLimitsOptions {
  readonly failuresPerPhone: number
  readonly failuresPerAddress: number
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** Milliseconds since 1970, for what several servers count together. */
  readonly clock: () => number
  /** Where several servers count together; null: each for itself. */
  readonly shared: SharedAttempts | null
}

/** One attempt that counts as a failure until it is known not to be one. */
export interface Attempt {
  /** The password was right: the phone's failures are forgotten, the address's stay. */
  succeeded(): Promise<void>
  /** Nothing was learned from it, e.g. the store was down. */
  undone(): Promise<void>
}

export interface LoginLimits {
  /**
   * Throws ZtokenError `too_many_requests`. Known and unknown phones are counted alike. Where the
   * phone is at its limit, `isKnownAddress` decides whether this address, from which its owner is
   * signed in, still has a few attempts of its own: a stranger's guesses lock nobody out (A066).
   */
  requireLogin(
    phone: string,
    address: string | null,
    isKnownAddress: () => Promise<boolean>,
  ): Promise<Attempt>
  /** Registrations of one address; throws `too_many_requests`. */
  requireRegistration(address: string | null): Promise<void>
  /** Attempts of one address to set up a server; throws `too_many_requests`. */
  requireSetup(address: string | null): Promise<void>
  /** Refreshes of one session; throws `too_many_requests`. */
  requireRefresh(sessionId: string): void
}

const windowSeconds = 15 * 60
const refreshesPerSession = 1000
const setupsPerAddress = 20

export function createLoginLimits(options: LoginLimitsOptions): LoginLimits {
  const { failuresPerPhone, failuresPerAddress, monotonic, clock, shared } = options

  function limit(kind: string, failures: number): Limit {
    const own = createFailureLimit({ failures, windowSeconds, monotonic })
    const all = createSharedLimit({ kind, failures, windowSeconds, clock, attempts: shared })
    return {
      async take(key) {
        // What one process knows alone already refuses most, and holds while the store is down.
        own.requireAttempt(key)
        try {
          return { at: await all.take(key), key }
        } catch (error) {
          own.giveBack(key)
          throw error
        }
      },
      async forget(key) {
        own.forget(key)
        await all.forget(key)
      },
      async giveBack({ key, at }) {
        own.giveBack(key)
        await all.giveBack(key, at)
      },
    }
  }

  const phones = limit('phone', failuresPerPhone)
  const addresses = limit('address', failuresPerAddress)
  const known = limit('known', failuresPerPhone)
  const registrations = limit('registration', failuresPerAddress)
  const setups = limit('setup', setupsPerAddress)
  const refreshes = createFailureLimit({ failures: refreshesPerSession, windowSeconds, monotonic })

  return {
    async requireLogin(phone, address, isKnownAddress) {
      const from = addressKey(address)
      const fromTaken = await addresses.take(from)
      const { limit: counted, taken } = await takePhone(phone, from, isKnownAddress).catch(
        async (error: unknown) => {
          // A locked phone costs its visitor nothing more: the address made no guess.
          await addresses.giveBack(fromTaken)
          throw error
        },
      )
      return {
        async succeeded() {
          await counted.forget(taken.key)
          await addresses.giveBack(fromTaken)
        },
        async undone() {
          await counted.giveBack(taken)
          await addresses.giveBack(fromTaken)
        },
      }
    },
    async requireRegistration(address) {
      await registrations.take(addressKey(address))
    },
    async requireSetup(address) {
      await setups.take(addressKey(address))
    },
    requireRefresh: (sessionId) => refreshes.requireAttempt(sessionId),
  }

  async function takePhone(
    phone: string,
    from: string,
    isKnownAddress: () => Promise<boolean>,
  ): Promise<{ limit: Limit; taken: Taken }> {
    try {
      return { limit: phones, taken: await phones.take(phone) }
    } catch (error) {
      const isFull = error instanceof ZtokenError && error.code === 'too_many_requests'
      if (!isFull || !(await isKnownAddress())) throw error
      return { limit: known, taken: await known.take(`${phone} ${from}`) }
    }
  }
}

interface Taken {
  readonly key: string
  readonly at: number
}

interface Limit {
  take(key: string): Promise<Taken>
  forget(key: string): Promise<void>
  giveBack(taken: Taken): Promise<void>
}
