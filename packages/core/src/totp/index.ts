import { ZtokenError } from '@ztoken/contract'
import { signInByTicket } from '../ground/factors/by-ticket.ts'
import { withFactor } from '../ground/factors/index.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'
import { renewedSession } from '../ground/session/rules.ts'
import { createEnrolments, type EnrolmentsNeed, type TotpEnrolment } from './enrolments.ts'

export type { TotpEnrolment } from './enrolments.ts'

/** An enrolment, and the first code of the app. */
export interface TotpConfirmation {
  readonly enrolment: string
  /** As it was typed. */
  readonly code: string
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
  confirmTotp(caller: Caller, input: TotpConfirmation, address?: string | null): Promise<Grant>
  /**
   * As `beginTotp`, for whom a login was answered `factor_enrolment_required`: a second factor is
   * required of them, and they have none.
   *
   * @throws ZtokenError `factor_ticket_invalid`, `identity_unproven`, `unavailable`.
   */
  beginTotpWithTicket(ticket: string): Promise<TotpEnrolment>
  /**
   * As `confirmTotp`, and signs in. A ticket holds for ten minutes and five tries.
   *
   * @throws ZtokenError `factor_ticket_invalid`, `enrolment_invalid`, `identity_unproven`,
   * `code_wrong`, with `tries_left` in `data`; `user_banned`, `too_many_sessions`,
   * `too_many_requests`, `unavailable`.
   */
  confirmTotpWithTicket(
    input: TotpConfirmation & { readonly ticket: string },
    address?: string | null,
  ): Promise<Grant>
}

const ticketKind = 'enrolment'

export function createTotp(
  ground: EnrolmentsNeed &
    Pick<
      Ground,
      | 'store'
      | 'callers'
      | 'endings'
      | 'grants'
      | 'limits'
      | 'notices'
      | 'signIn'
      | 'audit'
      | 'factorTickets'
    >,
): Totp {
  const { store, clock, audit, callers, endings, grants, limits, factorTickets } = ground
  const enrolments = createEnrolments(ground)

  async function requireCaller(caller: Caller) {
    await callers.requireRecentPassword(caller)
    const session = await callers.requireSession(caller)
    const account = await store.findAccount(caller.userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return { account, session }
  }

  return {
    async beginTotp(caller) {
      const { account, session } = await requireCaller(caller)
      return enrolments.begin(account, session.id)
    },
    async confirmTotp(caller, input, address = null) {
      const { account, session } = await requireCaller(caller)
      const secret = enrolments.open(account, session.id, input)
      const attempt = await limits.requireVerification(session.id)
      const added = enrolments.confirm(account, secret, input)
      if (added === null) {
        await attempt.failed()
        throw new ZtokenError('code_wrong', { field: '/code' })
      }
      await attempt.succeeded()
      const { userId, sessionId } = caller
      const { amr = [] } = withFactor({ amr: session.amr }, userId)
      const renewed = { ...renewedSession(session, clock()), amr }
      const claims = await grants.askClaims(account.user, renewed)
      const renewal = { session: renewed, end: endings.endFor('renewed') }
      const fields = { actorId: userId, userId, sessionId, address, detail: { kind: 'totp' } }
      const endSessions = { end: endings.endFor('logged_out'), except: sessionId, renewal }
      const record = audit.record('factor_added', fields)
      const result = await endings.change(userId, { ...added, endSessions }, record)
      if (result.outcome !== 'changed') throw new ZtokenError('conflict')
      return grants.of(account.user, renewed, claims)
    },
    async beginTotpWithTicket(text) {
      const { account } = await factorTickets.find(ticketKind, text)
      return enrolments.begin(account, text)
    },
    async confirmTotpWithTicket({ ticket: text, ...input }, address = null) {
      const ticket = await factorTickets.find(ticketKind, text)
      const { account } = ticket
      const secret = enrolments.open(account, text, input)
      const left = await ticket.takeTry()
      const added = enrolments.confirm(account, secret, input)
      if (added === null) {
        throw new ZtokenError('code_wrong', { field: '/code', data: { tries_left: String(left) } })
      }
      const how = withFactor(await ticket.use(), account.user.id)
      const { id: userId } = account.user
      const fields = { actorId: userId, userId, address, detail: { kind: 'totp' } }
      const endSessions = { end: endings.endFor('logged_out'), except: null }
      const record = audit.record('factor_added', fields)
      const result = await endings.change(userId, { ...added, endSessions }, record)
      if (result.outcome !== 'changed') throw new ZtokenError('factor_ticket_invalid')
      return signInByTicket(ground, result.account, how)
    },
  }
}
