import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../account/account-changes.ts'
import { passwordHashOf } from '../account/password-of.ts'
import type { Audit } from '../audit/audit.ts'
import type { LoginLimits } from '../limits/login-limits.ts'
import type { Caller, Callers } from '../session/callers.ts'
import type { Session } from '../session/session.ts'
import type { Store } from '../store/store.ts'
import { claimantOf } from './claimant.ts'
import type { Passwords } from './index.ts'

/** How a caller shows the password once more. */
export interface Verifications {
  /**
   * The caller's account and session, once they have shown its password. Counted by session:
   * whoever guesses at the phone keeps nobody from it who is signed in, wherever they are.
   * Throws ZtokenError `password_wrong`, `step_up_required` for a token without a session,
   * `token_invalid`, `too_many_requests`, `unavailable`, and why the session is over.
   */
  requirePassword(
    caller: Caller,
    password: string,
    address: string | null,
  ): Promise<{ readonly account: Account; readonly session: Session }>
}

export interface VerificationsNeed {
  readonly store: Store
  readonly callers: Callers
  readonly passwords: Passwords
  readonly limits: LoginLimits
  readonly audit: Audit
}

export function createVerifications(needs: VerificationsNeed): Verifications {
  const { store, callers, passwords, limits, audit } = needs

  return {
    async requirePassword(caller, password, address) {
      const session = await callers.requireSession(caller)
      const account = await store.findAccount(caller.userId)
      if (account === null) throw new ZtokenError('token_invalid')
      const attempt = await limits.requireVerification(session.id)
      const matches = await passwords
        .verify(password, passwordHashOf(account), claimantOf(account.user.phone, address))
        .catch(async (error: unknown) => {
          await attempt.undone()
          throw error
        })
      if (!matches) {
        await attempt.failed()
        const { userId, sessionId } = caller
        const fields = { actorId: userId, userId, sessionId, address }
        const record = audit.record('verification_failed', fields)
        await store.addAudit([record])
        audit.announce(record)
        throw new ZtokenError('password_wrong', { field: '/password' })
      }
      await attempt.succeeded()
      return { account, session }
    },
  }
}
