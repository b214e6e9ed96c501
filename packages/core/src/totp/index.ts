import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { newTotp } from '../ground/factors/meanings.ts'
import { base32Of, newTotpSecret, stepOf, totpUri } from '../ground/factors/totp.ts'
import type { Ground } from '../ground/ground.ts'
import { codeOf } from '../ground/one-time-codes/typed.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'
import { renewedSession } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import { openEnrolment, sealEnrolment } from './enrolment.ts'

/** What an authenticator is set up with. It is shown this once and kept nowhere until it is confirmed. */
export interface TotpEnrolment {
  /** Goes back with the first code. */
  readonly enrolment: string
  /** In base32, for whoever cannot scan a picture. */
  readonly secret: string
  /** What the QR code says: `otpauth://totp/…`. */
  readonly uri: string
  readonly expiresInSeconds: number
}

/** An authenticator app as a second factor (RFC 6238): six digits, anew every 30 seconds. */
export interface Totp {
  /**
   * Begins to set an authenticator up. Until `confirmTotp` nothing is kept and nothing counts.
   *
   * @throws ZtokenError `step_up_required`, `identity_unproven` where codes are sent here and nothing
   * that the account has is proven to be its owner's; `token_invalid`, `unavailable`.
   */
  beginTotp(caller: Caller): Promise<TotpEnrolment>
  /**
   * The first code: from now on each login asks for one. Another authenticator is replaced, other
   * sessions end, and this one goes on with the new tokens.
   *
   * @throws ZtokenError `code_wrong`, `enrolment_invalid`, `step_up_required`, `identity_unproven`,
   * `token_invalid`, `too_many_requests`, `conflict`, `unavailable`.
   */
  confirmTotp(
    caller: Caller,
    input: { readonly enrolment: string; readonly code: string },
    address?: string | null,
  ): Promise<Grant>
}

const enrolmentSeconds = 600

export function createTotp(
  ground: Pick<
    Ground,
    | 'store'
    | 'clock'
    | 'audit'
    | 'callers'
    | 'codes'
    | 'endings'
    | 'grants'
    | 'limits'
    | 'factorSealer'
    | 'totpIssuer'
  >,
): Totp {
  const { store, clock, audit, callers, codes, endings, grants, limits } = ground
  const { factorSealer, totpIssuer } = ground

  async function requireMayEnrol(
    caller: Caller,
  ): Promise<{ readonly account: Account; readonly session: Session }> {
    await callers.requireRecentPassword(caller)
    const session = await callers.requireSession(caller)
    const account = await store.findAccount(caller.userId)
    if (account === null) throw new ZtokenError('token_invalid')
    // Else whoever registered with somebody's phone would keep its owner out past their proof.
    const isSent = codes.offers('sms') || codes.offers('email')
    if (isSent && account.identities.every(({ verifiedAt }) => verifiedAt === null)) {
      throw new ZtokenError('identity_unproven')
    }
    return { account, session }
  }

  return {
    async beginTotp(caller) {
      const { account, session } = await requireMayEnrol(caller)
      const { id, phone, email, username } = account.user
      const secret = newTotpSecret()
      const expiresAt = clock() + enrolmentSeconds * 1000
      return {
        enrolment: sealEnrolment(factorSealer, { secret, expiresAt, sessionId: session.id }),
        secret: base32Of(secret),
        uri: totpUri(secret, totpIssuer, phone ?? email ?? username ?? id),
        expiresInSeconds: enrolmentSeconds,
      }
    },
    async confirmTotp(caller, { enrolment, code }, address = null) {
      const { account, session } = await requireMayEnrol(caller)
      const now = clock()
      const secret = openEnrolment(factorSealer, enrolment, { sessionId: session.id, now })
      if (secret === null) throw new ZtokenError('enrolment_invalid')
      const attempt = await limits.requireVerification(session.id)
      const step = stepOf(secret, codeOf(code) ?? '', now, -1)
      if (step === null) {
        await attempt.failed()
        throw new ZtokenError('code_wrong', { field: '/code' })
      }
      await attempt.succeeded()
      const { userId, sessionId } = caller
      const credential = newTotp(factorSealer, userId, { secret, step, now })
      const before = account.credentials.filter(({ kind }) => kind === 'totp')
      const amr = [...new Set([...session.amr, 'otp', 'mfa'] as const)]
      const renewed = { ...renewedSession(session, now), amr }
      const renewal = { session: renewed, end: endings.endFor('renewed') }
      const fields = { actorId: userId, userId, sessionId, address, detail: { kind: 'totp' } }
      const record = audit.record('factor_added', fields)
      const result = await endings.change(
        userId,
        {
          credentials: { put: [credential], remove: before.map(({ id }) => id) },
          ifEpoch: account.epoch,
          // What was opened without it is over, and so is a login that is under way.
          moveEpoch: true,
          endSessions: { end: endings.endFor('kicked_out'), except: sessionId, renewal },
        },
        record,
      )
      if (result.outcome !== 'changed') throw new ZtokenError('conflict')
      return grants.of(account.user, renewed)
    },
  }
}
