import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../account/account-changes.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuthenticationMethod } from '../session/session.ts'
import type { Store } from '../store/store.ts'
import type { Due } from './due.ts'
import {
  codeKinds,
  type Factor,
  type FactorAnswer,
  type FactorKind,
  type FactorMeanings,
  factorKinds,
  factorShownBy,
  isShownBy,
} from './factor.ts'
import type { FactorGuesses } from './guesses.ts'
import { type FactorPolicy, isRequiredOf } from './policy.ts'
import { endOfRecovery, type FactorRecoveries } from './recovery.ts'
import { type Tickets, ticketSeconds } from './tickets.ts'
import type { TrustedDevices } from './trusted-devices.ts'

/** Who may sign in now that their second factor was shown, and how the first one was. */
export interface Answered {
  readonly account: Account
  readonly how: Due
}

/** The second factors of accounts: whether one is due, and whether what is shown is one. */
export interface Factors {
  /** What an account may show for its second factor; none where it has none. */
  kindsOf(account: Account): readonly FactorKind[]
  list(account: Account): readonly Factor[]
  /**
   * Throws ZtokenError `factor_required` where the account has a second factor that `how` does not
   * answer, `factor_enrolment_required` where it has none and has to: with a ticket, unless nobody could
   * go on with one; `unavailable`. Out: the id of a trusted device, on which nothing was asked for.
   */
  requireNoneDue(account: Account, how: Due): Promise<string | null>
  /**
   * What a ticket stands for, once the factor is shown; of many at once for one. Throws ZtokenError
   * `factor_ticket_invalid`, `code_wrong` with the tries left, `too_many_requests`, `unavailable`.
   */
  answer(ticket: string, answer: FactorAnswer, address: string | null): Promise<Answered>
  /**
   * The account, changed by that the factor is used up. Guesses are counted for the session. Throws
   * ZtokenError `code_wrong`, `too_many_requests`, `unavailable`.
   */
  show(
    account: Account,
    answer: FactorAnswer,
    where: { readonly sessionId: string; readonly address: string | null },
  ): Promise<Account>
}

export interface FactorsNeed {
  readonly store: Store
  readonly audit: Audit
  readonly clock: () => number
  readonly tickets: Tickets
  readonly policy: FactorPolicy
  readonly trustedDevices: TrustedDevices
  readonly meanings: FactorMeanings
  readonly guesses: FactorGuesses
  readonly factorRecoveries: FactorRecoveries
}

/** How often an account may change while a factor is shown. */
const tries = 3

export function createFactors(needs: FactorsNeed): Factors {
  const { store, audit, clock, tickets, meanings, guesses, policy, trustedDevices } = needs
  const { factorRecoveries } = needs

  function list({ credentials }: Account): Factor[] {
    return factorKinds.flatMap((of) =>
      credentials
        .filter((credential) => credential.kind === of)
        .map((credential) => {
          const { id, createdAt } = credential
          return { id, kind: of, createdAt, left: meanings[of].left(credential) }
        }),
    )
  }

  function kindsOf(account: Account): FactorKind[] {
    const all = list(account).filter(({ left }) => left !== 0)
    if (!all.some((one) => meanings[one.kind].isFactor)) return []
    return [...new Set(all.map((one) => one.kind))]
  }

  /** The code is used up by it. Null where it is wrong, or the account is another by now. */
  async function use(account: Account, answer: FactorAnswer, address: string | null) {
    const { id: userId } = account.user
    for (let [n, now] = [0, account as Account | null]; n < tries; n += 1) {
      if (now?.epoch !== account.epoch || !kindsOf(now).includes(answer.kind)) return null
      const known = now.credentials.find(({ kind: of }) => of === answer.kind)
      const next = known && meanings[answer.kind].use(now, known, answer.code)
      if (!next) return null
      const fields = { actorId: userId, userId, address }
      const records =
        answer.kind === 'recovery_codes' ? [audit.record('recovery_code_used', fields)] : []
      const credentials = { put: [next], remove: endOfRecovery(now) }
      const changes = { credentials, ifEpoch: now.epoch }
      const result = await store.changeAccount(userId, changes, records)
      for (const record of records) if (result.outcome === 'changed') audit.announce(record)
      if (result.outcome === 'changed') return result.account
      now = await store.findAccount(userId)
    }
    throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  }

  /** As the page at this step says it; nothing where nothing can be done. */
  function recoveryOf(account: Account, how: Due): Readonly<Record<string, string>> {
    const { standing: recovery, ...more } = factorRecoveries.standingOf(account, how)
    if (recovery === 'refused') return {}
    if (!('recovery' in more)) return { recovery }
    const { from, until } = more.recovery
    return { recovery, recovery_from: textOf(from), recovery_until: textOf(until) }
  }

  function requireCode({ kind: of, code }: FactorAnswer): void {
    if (!codeKinds.includes(of)) throw new ZtokenError('invalid_request', { field: '/kind' })
    if (!meanings[of].mayBe(code)) throw new ZtokenError('code_wrong', { field: '/code' })
  }

  return {
    kindsOf,
    list,
    async requireNoneDue(account, { factor, ...how }) {
      const kinds = kindsOf(account).join(' ')
      const isMissing = kinds === '' && isRequiredOf(policy, account.user, clock())
      if (kinds === '' && !isMissing) return null
      if (factor === 'vouched' || (factor && isShownBy(factor, account.user.id))) return null
      const device = how.afterwards?.device ?? null
      if (device !== null && !isMissing && trustedDevices.isTrusted(account, device)) return device
      const kind = isMissing ? 'enrolment' : 'factor'
      const code = isMissing ? 'factor_enrolment_required' : 'factor_required'
      const data = isMissing ? {} : { kinds, ...recoveryOf(account, how) }
      if (how.handed === 'access token') throw new ZtokenError(code, { data })
      const ticket = await tickets.issue(kind, account, how)
      const expires_in = String(ticketSeconds[kind])
      throw new ZtokenError(code, { data: { ticket, ...data, expires_in } })
    },
    async answer(text, answer, address) {
      requireCode(answer)
      const ticket = await tickets.find('factor', text)
      const { account, device } = ticket
      const { id: userId } = account.user
      const counted = device === null ? `account ${userId}` : `device ${device}`
      const used = await guesses.take(counted, account, address, async () => {
        const left = await ticket.takeTry()
        return { used: await use(account, answer, address), left }
      })
      return { account: used, how: withFactor(await ticket.use(), userId) }
    },
    async show(account, answer, { sessionId, address }) {
      requireCode(answer)
      return guesses.take(`session ${sessionId}`, account, address, async () => ({
        used: await use(account, answer, address),
        left: null,
      }))
    },
  }
}

/** As on the wire. */
function textOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** An opening in which the second factor of this account was shown, too; by a code unless said. */
export function withFactor(
  { amr = [], ...how }: Due,
  userId: string,
  by: AuthenticationMethod = 'otp',
): Due {
  const methods = [...new Set([...amr, by, 'mfa'] as const)]
  return { ...how, amr: methods, factor: factorShownBy(userId) }
}
