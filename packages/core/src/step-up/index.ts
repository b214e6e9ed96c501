import { type StepUpWanted, ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { identityOf } from '../ground/account/proofs.ts'
import type { FactorAnswer } from '../ground/factors/factor.ts'
import type { Ground } from '../ground/ground.ts'
import { type CodeAnswer, requireRecipient } from '../ground/one-time-codes/recipient.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'

/** How somebody who is signed in shows once more who they are. */
export interface StepUp {
  /**
   * For whatever an application guards more than by a login.
   *
   * @throws ZtokenError `step_up_required` unless the password was shown in this session lately
   * (OWASP ASVS 7.5.3); a token without a session never shows it. Also why the session is over,
   * `token_invalid`, `unavailable`.
   */
  requireRecentPassword(caller: Caller): Promise<void>
  /**
   * The same with a bound of one's own, and for a second factor or a scope: what an application asks
   * for before something sensitive. From memory where the session is known there: a session never
   * changes in this, because whoever shows more goes on in another. A scope asks the store.
   *
   * @throws ZtokenError `step_up_required`, with what is asked for in its `data`: `max_age` (seconds),
   * `acr_values` (`mfa`), `scope`; why the session is over, `token_invalid`, `unavailable`.
   * @example
   * await auth.requireStepUp(caller, { within: 300, factor: true })
   */
  requireStepUp(caller: Caller, wanted?: StepUpWanted): Promise<void>
  /**
   * Opens a scope of the application's own in the caller's session, for whom it has asked what it
   * wanted: a PIN, a question, a face. It is over after so many seconds, and with the session, also
   * where another takes its place: open it for whoever the new tokens name.
   *
   * @throws ZtokenError `step_up_required` for a token without a session, `unavailable`.
   * @example
   * await auth.openSafe(caller, 'pay', 300)
   */
  openSafe(caller: Caller, scope: string, seconds: number): Promise<void>
  /**
   * Whether a scope is open in the caller's session, on whichever server it was opened.
   *
   * @throws ZtokenError `step_up_required` where it is not, with `scope` in its `data`; `unavailable`.
   */
  checkSafe(caller: Caller, scope: string): Promise<void>
  /**
   * Closes a scope; one that is not open stays so.
   *
   * @throws ZtokenError `step_up_required` for a token without a session, `unavailable`.
   */
  closeSafe(caller: Caller, scope: string): Promise<void>
  /**
   * The caller shows the password once more; for a while nothing sensitive asks for it again. Out:
   * new tokens, which alone have that freshness; those the session had until now are refused from
   * then on, wherever they were copied to.
   *
   * @throws ZtokenError `password_wrong`, `factor_required` where the account has a second factor, which
   * alone shows it then; `session_ended` where it has ended meanwhile, `token_invalid`,
   * `too_many_requests`, `unavailable`.
   */
  verifyIdentity(caller: Caller, password: string, address?: string | null): Promise<Grant>
  /**
   * The same by a code, asked for with the purpose `verify`, to a phone or an e-mail address that the
   * account has and that was proven: whoever has no password shows themselves so.
   *
   * @throws ZtokenError as `loginWithCode` for the code, `factor_required` as `verifyIdentity`, `step_up_required` for a token without a
   * session, `session_ended`, `token_invalid`, `unavailable`.
   */
  verifyIdentityWithCode(
    caller: Caller,
    answer: CodeAnswer,
    address?: string | null,
  ): Promise<Grant>
  /**
   * The same by the second factor of an account that has one. Ten guesses an hour to a session.
   *
   * @throws ZtokenError `code_wrong`, `step_up_required` for a token without a session,
   * `invalid_request`, `session_ended`, `token_invalid`, `too_many_requests`, `unavailable`.
   */
  verifyIdentityWithFactor(
    caller: Caller,
    answer: FactorAnswer,
    address?: string | null,
  ): Promise<Grant>
}

export function createStepUp(
  ground: Pick<
    Ground,
    | 'store'
    | 'callers'
    | 'verifications'
    | 'identifiers'
    | 'codes'
    | 'factors'
    | 'safes'
    | 'stepUps'
    | 'renew'
  >,
): StepUp {
  const { store, callers, verifications, codes, factors, safes, stepUps, renew } = ground

  async function requireAccount({ userId }: Caller): Promise<Account> {
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return account
  }

  /** Else a stolen session and a password that is known would take the factor away. */
  function requireNoFactor(account: Account): void {
    const kinds = factors.kindsOf(account).join(' ')
    if (kinds !== '') throw new ZtokenError('factor_required', { data: { kinds } })
  }

  return {
    requireRecentPassword: callers.requireRecentPassword,
    requireStepUp: async (caller, wanted = {}) => stepUps.require(caller, wanted),
    openSafe: safes.open,
    checkSafe: safes.check,
    closeSafe: safes.close,
    async verifyIdentity(caller, password, address = null) {
      requireNoFactor(await requireAccount(caller))
      return renew(await verifications.requirePassword(caller, password, address), address)
    },
    async verifyIdentityWithCode(caller, answer, address = null) {
      const name = await requireRecipient(ground, answer)
      const session = await callers.requireSession(caller)
      const account = await requireAccount(caller)
      requireNoFactor(account)
      // What is not theirs shows nothing of them, and no code of it was right.
      if ((identityOf(account, name)?.verifiedAt ?? null) === null) {
        throw new ZtokenError('code_expired')
      }
      const { challengeId, code } = answer
      const shown = { purpose: 'verify', name, challengeId, code } as const
      await codes.use({ ...shown, device: session.id, address })
      return renew({ account, session }, address)
    },
    async verifyIdentityWithFactor(caller, answer, address = null) {
      const session = await callers.requireSession(caller)
      const where = { sessionId: session.id, address }
      const account = await factors.show(await requireAccount(caller), answer, where)
      return renew({ account, session, methods: ['otp', 'mfa'] }, address)
    },
  }
}
