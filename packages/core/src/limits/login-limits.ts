import { addressKey } from './address.ts'
import { createFailureLimit } from './failure-limit.ts'

export interface LoginLimitsOptions {
  readonly failuresPerPhone: number
  readonly failuresPerAddress: number
  readonly monotonic: () => number
}

/** One attempt that counts as a failure until it is known not to be one. */
export interface Attempt {
  /** The password was right: the phone's failures are forgotten, the address's stay. */
  succeeded(): void
  /** Nothing was learned from it, e.g. the store was down. */
  undone(): void
}

export interface LoginLimits {
  /** Throws ZtokenError `too_many_requests`. Known and unknown phones are counted alike. */
  requireLogin(phone: string, address: string | null): Attempt
  /** Registrations of one address; throws `too_many_requests`. */
  requireRegistration(address: string | null): void
}

const windowSeconds = 15 * 60

export function createLoginLimits(options: LoginLimitsOptions): LoginLimits {
  const { failuresPerPhone, failuresPerAddress, monotonic } = options
  const phones = createFailureLimit({ failures: failuresPerPhone, windowSeconds, monotonic })
  const addresses = createFailureLimit({ failures: failuresPerAddress, windowSeconds, monotonic })
  const registrations = createFailureLimit({
    failures: failuresPerAddress,
    windowSeconds,
    monotonic,
  })

  return {
    requireLogin(phone, address) {
      const from = addressKey(address)
      addresses.requireAttempt(from)
      try {
        phones.requireAttempt(phone)
      } catch (error) {
        // A locked phone costs its visitor nothing more: the address made no guess.
        addresses.giveBack(from)
        throw error
      }
      return {
        succeeded() {
          phones.forget(phone)
          addresses.giveBack(from)
        },
        undone() {
          phones.giveBack(phone)
          addresses.giveBack(from)
        },
      }
    },
    requireRegistration(address) {
      registrations.requireAttempt(addressKey(address))
    },
  }
}
