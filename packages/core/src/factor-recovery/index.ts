import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { signInByTicket } from '../ground/factors/by-ticket.ts'
import type { Due } from '../ground/factors/due.ts'
import { endOfRecovery, type FactorRecovery } from '../ground/factors/recovery.ts'
import { removalOf } from '../ground/factors/removal.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'

/** Second factors that were lost, with the recovery codes, where nobody takes them away. */
export interface RecoveringFactors {
  /**
   * Whoever passed the first factor says that the others are lost. Out: from when and until when the
   * same first factor removes them: after `factorRecoveryHours`, for seven days. Whatever is proven of
   * the account is told at once, with a token for `denyNotice`; where that would be nobody but whoever
   * asks, it is refused. Asked for again it goes on as it was. A factor that is shown, another
   * password, a ban and whatever else ends all sessions end it. Once a day for an account; the ticket
   * is used up.
   *
   * @throws ZtokenError `factor_ticket_invalid`, `factor_recovery_refused`, `too_many_requests`,
   * `unavailable`, also where nobody could be told.
   * @example
   * const { from } = await auth.askFactorRecovery(ticket)
   */
  askFactorRecovery(ticket: string, address?: string | null): Promise<FactorRecovery>
  /**
   * Removes all second factors once the wait is over, ends every session and signs in. Where a factor
   * is required of the account it is set up anew first: `factor_enrolment_required`, with its ticket.
   *
   * @throws ZtokenError `factor_recovery_waiting`, `factor_recovery_refused` where it was not asked
   * for, or not after this first factor; `factor_ticket_invalid`, `factor_enrolment_required`,
   * `refused`, `too_many_sessions`, `unavailable`.
   */
  finishFactorRecovery(ticket: string, address?: string | null): Promise<Grant>
  /**
   * What was asked for of the caller's account and still holds, or null.
   *
   * @throws ZtokenError `token_invalid`, `unavailable`.
   */
  factorRecovery(caller: Caller): Promise<FactorRecovery | null>
  /**
   * Ends it: whoever is signed in has lost nothing, or did not ask. Done where there is none.
   *
   * @throws ZtokenError `token_invalid`, `conflict`, `unavailable`.
   */
  cancelFactorRecovery(caller: Caller, address?: string | null): Promise<void>
}

const ticketKind = 'factor'

export function createRecoveringFactors(
  ground: Pick<
    Ground,
    | 'store'
    | 'clock'
    | 'audit'
    | 'endings'
    | 'factors'
    | 'factorRecoveries'
    | 'factorTickets'
    | 'limits'
    | 'notices'
    | 'signIn'
  >,
): RecoveringFactors {
  const { store, clock, audit, endings, factors, factorRecoveries, factorTickets } = ground
  const { notices } = ground

  /** Who passed the first factor, and how; the ticket is used up. */
  async function requireFirst(text: string) {
    const ticket = await factorTickets.find(ticketKind, text)
    return { account: ticket.account, how: await ticket.use() }
  }

  async function requireAccount({ userId }: Caller): Promise<Account> {
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return account
  }

  /** Who was not told waits for nothing: the owner hears of it before it begins. */
  async function tell(account: Account, how: Due, address: string | null): Promise<void> {
    const { id: userId } = account.user
    const { device = null } = how
    const happening = { userId, kind: 'factor_recovery', at: clock(), device, address } as const
    const told = await notices.tellNow(account, happening)
    if (!factorRecoveries.isHeard(account, how, told))
      throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  }

  return {
    async askFactorRecovery(text, address = null) {
      const { account, how } = await requireFirst(text)
      const known = factorRecoveries.standingOf(account, how)
      if ('recovery' in known) return known.recovery
      if (known.standing === 'refused') throw new ZtokenError('factor_recovery_refused')
      const giveBack = await factorRecoveries.takeTurn(account)
      await tell(account, how, address).catch(async (error: unknown) => {
        await giveBack()
        throw error
      })
      const { id: userId } = account.user
      const { device = null } = how
      const record = audit.record('factor_recovery_asked', { userId, address, device })
      const credentials = factorRecoveries.changesFor(account, how)
      const changes = { credentials, ifEpoch: account.epoch }
      const result = await store.changeAccount(userId, changes, [record])
      const begun = result.outcome === 'changed' ? factorRecoveries.of(result.account) : null
      if (begun === null) throw new ZtokenError('factor_ticket_invalid')
      audit.announce(record)
      return begun
    },
    async finishFactorRecovery(text, address = null) {
      const { account, how } = await requireFirst(text)
      const { standing } = factorRecoveries.standingOf(account, how)
      if (standing === 'waiting') throw new ZtokenError('factor_recovery_waiting')
      if (standing !== 'ready') throw new ZtokenError('factor_recovery_refused')
      const { id: userId } = account.user
      const all = factors.list(account)
      const { credentials, ...removal } = removalOf(account, all)
      const remove = [...(credentials?.remove ?? []), ...endOfRecovery(account)]
      const detail = { kind: all.map(({ kind }) => kind).join(' ') }
      const fields = { actorId: userId, userId, address, detail }
      const endSessions = { end: endings.endFor('logged_out'), except: null }
      const changes = { ...removal, credentials: { remove }, endSessions }
      const record = audit.record('factor_recovered', fields)
      const result = await endings.change(userId, changes, record)
      if (result.outcome !== 'changed') throw new ZtokenError('factor_ticket_invalid')
      return signInByTicket(ground, result.account, how)
    },
    factorRecovery: async (caller) => factorRecoveries.of(await requireAccount(caller)),
    async cancelFactorRecovery(caller, address = null) {
      const account = await requireAccount(caller)
      if (factorRecoveries.of(account) === null) return
      const { userId, sessionId } = caller
      const fields = { actorId: userId, userId, sessionId, address }
      const record = audit.record('factor_recovery_cancelled', fields)
      const changes = { credentials: { remove: endOfRecovery(account) }, ifEpoch: account.epoch }
      const result = await store.changeAccount(userId, changes, [record])
      if (result.outcome !== 'changed') throw new ZtokenError('conflict')
      audit.announce(record)
    },
  }
}
