import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Account } from '../ground/account/account-changes.ts'
import { canSignInBy } from '../ground/account/ways-in.ts'
import { signInByTicket } from '../ground/factors/by-ticket.ts'
import type { Factor, FactorAnswer } from '../ground/factors/factor.ts'
import { removalOf } from '../ground/factors/removal.ts'
import { trusting } from '../ground/factors/trusting.ts'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'

/** A second factor, and the ticket that asked for it. */
export interface FactorLoginInput extends FactorAnswer {
  /** What `factor_required` gave in its `data`. */
  readonly ticket: string
  /** On this device no second factor is asked for during the next 30 days, or until the password changes. */
  readonly trustDevice?: boolean
}

/** The second step of a login, and what may be shown there. */
export interface SecondFactors {
  /**
   * Finishes a login of an account that has a second factor. A ticket holds for two minutes and five
   * tries, and opens one session, of however many at the same time; ten guesses an hour to an account,
   * and as many to each device that signed in before. A code of an authenticator is right once, on
   * however many servers, and one of the step before or after the present is right as well (RFC 6238
   * §5.2).
   *
   * @throws ZtokenError `code_wrong`, with `tries_left` in `data`; `factor_ticket_invalid`,
   * `invalid_request`, `user_banned`, `too_many_sessions`, `too_many_requests`, `unavailable`.
   * @example
   * const grant = await auth.loginWithFactor({ ticket, kind: 'totp', code: '123456' })
   */
  loginWithFactor(input: FactorLoginInput, address?: string | null): Promise<Grant>
  /**
   * The caller's second factors.
   *
   * @throws ZtokenError `token_invalid`, `unavailable`.
   */
  factors(caller: Caller): Promise<readonly Factor[]>
  /**
   * The same of a user, for operators and the application itself.
   *
   * @throws ZtokenError `not_found`, `unavailable`.
   */
  factorsOf(userId: string): Promise<readonly Factor[]>
  /**
   * The caller removes a second factor, by its id; with the last one the recovery codes go. The last
   * passkey stays where nothing else lets its owner in.
   *
   * @throws ZtokenError `not_found`, `last_identity`, `step_up_required` unless the factor was shown
   * lately, `token_invalid`, `conflict`, `unavailable`.
   */
  removeFactor(caller: Caller, id: string, address?: string | null): Promise<void>
  /**
   * Takes all second factors of somebody who lost them away and ends their sessions: nobody does that
   * to themselves or to somebody who may do more. Out: how many there were.
   *
   * @throws ZtokenError `not_found`, `permission_denied`, `step_up_required`, `conflict`,
   * `unavailable`.
   */
  removeFactors(userId: string, actor?: Actor): Promise<number>
}

const permission = 'user:remove_factors'

export function createSecondFactors(
  ground: Pick<
    Ground,
    | 'store'
    | 'factors'
    | 'trustedDevices'
    | 'signIn'
    | 'limits'
    | 'notices'
    | 'callers'
    | 'endings'
    | 'audit'
    | 'authority'
    | 'codes'
  >,
): SecondFactors {
  const { store, factors, callers, endings, audit, authority, codes } = ground

  async function requireAccount(userId: string, otherwise: 'token_invalid' | 'not_found') {
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError(otherwise)
    return account
  }

  function requireOtherWay(account: Account): void {
    const { identities } = account
    if (!canSignInBy(account, identities, codes)) throw new ZtokenError('last_identity')
  }

  return {
    async loginWithFactor({ ticket, kind, code, trustDevice = false }, address = null) {
      const answered = await factors.answer(ticket, { kind, code }, address)
      const { account, how } = trustDevice ? await trusting(ground, answered) : answered
      return signInByTicket(ground, account, how)
    },
    factors: async ({ userId }) => factors.list(await requireAccount(userId, 'token_invalid')),
    factorsOf: async (userId) => factors.list(await requireAccount(userId, 'not_found')),
    async removeFactor(caller, id, address = null) {
      await callers.requireRecentPassword(caller)
      const { userId, sessionId } = caller
      const account = await requireAccount(userId, 'token_invalid')
      const going = factors.list(account).find((one) => one.id === id)
      if (going === undefined) throw new ZtokenError('not_found')
      const passkeys = account.credentials.filter(({ kind }) => kind === 'passkey')
      if (going.kind === 'passkey' && passkeys.length === 1) requireOtherWay(account)
      const fields = { actorId: userId, userId, sessionId, address, detail: { kind: going.kind } }
      const record = audit.record('factor_removed', fields)
      const changes = removalOf(account, factors.list(account), going)
      const result = await store.changeAccount(userId, changes, [record])
      if (result.outcome !== 'changed') throw new ZtokenError('conflict')
      audit.announce(record)
    },
    async removeFactors(userId, actor = {}) {
      if (actor.actorId === userId) throw new ZtokenError('permission_denied')
      await authority.requireStepUp(actor)
      return authority.under(
        () => authority.requireMayManage({ ...actor, permission }, userId),
        async (ifAccess) => {
          const account = await requireAccount(userId, 'not_found')
          const all = factors.list(account)
          if (all.length === 0) return 0
          const detail = { kind: all.map(({ kind }) => kind).join(' ') }
          const record = authority.recordBy(actor, 'factor_removed', { userId, detail })
          const endSessions = { end: endings.endFor('kicked_out'), except: null }
          const changes = { ...removalOf(account, all), ifAccess, endSessions }
          const { outcome } = await endings.change(userId, changes, record)
          if (outcome !== 'changed') throw new ZtokenError('conflict')
          return all.length
        },
      )
    },
  }
}
