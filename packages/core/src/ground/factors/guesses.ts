import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../account/account-changes.ts'
import type { Audit } from '../audit/audit.ts'
import { tooMany } from '../limits/failure-limit.ts'
import { createWindow } from '../limits/window.ts'
import type { Store } from '../store/store.ts'

/** What came of a code: the account it was used of, or null; how many tries are left, if they end. */
export interface Guess {
  readonly used: Account | null
  readonly left: number | null
}

/** Guesses at second factors, which all servers count together. */
export interface FactorGuesses {
  /**
   * Counts a guess under `key` before it is looked at; a right one is given back. Throws ZtokenError
   * `code_wrong` with the tries left, `too_many_requests`, `unavailable`, and what `look` throws.
   */
  take(
    key: string,
    account: Account,
    address: string | null,
    look: () => Promise<Guess>,
  ): Promise<Account>
}

export interface FactorGuessesNeed {
  readonly store: Store
  readonly audit: Audit
  readonly clock: () => number
  readonly monotonic: () => number
}

const guessesAnHour = 10

export function createFactorGuesses(needs: FactorGuessesNeed): FactorGuesses {
  const { store, audit, clock, monotonic } = needs
  const window = createWindow({
    kind: 'factor/guess',
    limit: guessesAnHour,
    seconds: 3600,
    monotonic,
    clock,
    shared: store,
  })

  return {
    async take(key, { user }, address, look) {
      const guess = await window.take(key)
      if (!('giveBack' in guess)) throw tooMany(guess.wait)
      const { used, left } = await look().catch(async (error: unknown) => {
        await guess.giveBack()
        throw error
      })
      if (used !== null) {
        await guess.giveBack()
        return used
      }
      const fields = { userId: user.id, address }
      // Whoever comes so far knows the first factor: its owner is told when they guess at this one.
      const records = [
        audit.record('factor_failed', fields),
        ...(left === 0 ? [audit.record('factor_guessed', fields)] : []),
      ]
      await store.addAudit(records)
      for (const record of records) audit.announce(record)
      const data = left === null ? {} : { data: { tries_left: String(left) } }
      throw new ZtokenError('code_wrong', { field: '/code', ...data })
    },
  }
}
