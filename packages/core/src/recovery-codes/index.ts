import { ZtokenError } from '@ztoken/contract'
import { recoveryCodesCredential } from '../ground/factors/meanings.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'

/** Codes for the day on which the authenticator is lost. */
export interface MakingRecoveryCodes {
  /**
   * Ten codes in the place of all that there were, each of which stands once for the second factor.
   * They are told this once: what is kept of them are MACs.
   *
   * @throws ZtokenError `factor_missing` where there is no second factor that they could stand for,
   * `step_up_required` unless it was shown lately, `token_invalid`, `conflict`, `unavailable`.
   */
  makeRecoveryCodes(caller: Caller, address?: string | null): Promise<readonly string[]>
}

const count = 10

export function createMakingRecoveryCodes(
  ground: Pick<Ground, 'store' | 'clock' | 'audit' | 'callers' | 'factors' | 'recoveryCodes'>,
): MakingRecoveryCodes {
  const { store, clock, audit, callers, factors, recoveryCodes } = ground

  return {
    async makeRecoveryCodes(caller, address = null) {
      await callers.requireRecentPassword(caller)
      const { userId, sessionId } = caller
      const account = await store.findAccount(userId)
      if (account === null) throw new ZtokenError('token_invalid')
      if (factors.kindsOf(account).length === 0) throw new ZtokenError('factor_missing')
      const codes = Array.from({ length: count }, recoveryCodes.draw)
      const marks = codes.map((code) => recoveryCodes.markOf(userId, code))
      const known = account.credentials.find(({ kind }) => kind === 'recovery_codes') ?? null
      const put = [recoveryCodesCredential(known, marks, clock())]
      const fields = { actorId: userId, userId, sessionId, address }
      const record = audit.record('recovery_codes_made', fields)
      const changes = { credentials: { put }, ifEpoch: account.epoch, moveEpoch: true }
      const result = await store.changeAccount(userId, changes, [record])
      // Which of two lists is meant that were made at once is not ours to guess.
      if (result.outcome !== 'changed') throw new ZtokenError('conflict')
      audit.announce(record)
      return codes
    },
  }
}
