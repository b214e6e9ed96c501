import { addressKey } from '../limits/address.ts'
import { createWindow } from '../limits/window.ts'
import type { Store } from '../store/store.ts'
import type { HumanCheckShown, HumanChecks } from './index.ts'

export interface LoginShown extends Omit<HumanCheckShown, 'solution'> {
  /** What the account is found by, in one form. */
  readonly account: string
  /** Undefined: this login is counted, and never asked. */
  readonly solution: string | null | undefined
  /** Whether the owner was here before. Asked only where a check is due. */
  readonly isKnown: () => Promise<boolean>
}

/** Logins that counted as failures before they were made. */
export interface LoginCheck {
  /** It was no failure. */
  undone(): Promise<void>
}

export interface LoginChecks {
  /**
   * From the third failure of an account or an address in a quarter of an hour a login needs a human
   * check. Throws ZtokenError `human_check_required`, `unavailable`.
   */
  require(shown: LoginShown): Promise<LoginCheck>
}

/** After so many failures. */
const free = 2
const seconds = 15 * 60

export function createLoginChecks(
  humanChecks: HumanChecks,
  needs: {
    readonly store: Store
    readonly clock: () => number
    readonly monotonic: () => number
  },
): LoginChecks {
  const window = (kind: string) =>
    createWindow({ ...needs, kind, limit: free, seconds, shared: needs.store })
  const accounts = window('human-check/account')
  const addresses = window('human-check/address')

  return {
    async require({ account, isKnown, solution, ...shown }) {
      if (!humanChecks.isOn) return { undone: async () => undefined }
      const taken = await Promise.all([
        accounts.take(account),
        addresses.take(addressKey(shown.address)),
      ])
      const undone = async (): Promise<void> => {
        await Promise.all(taken.map((one) => 'giveBack' in one && one.giveBack()))
      }
      const isDue = taken.some(({ wait }) => wait > 0)
      if (isDue && solution !== undefined && !(await isKnown())) {
        await humanChecks.require({ ...shown, solution }).catch(async (error: unknown) => {
          await undone()
          throw error
        })
      }
      return { undone }
    },
  }
}
