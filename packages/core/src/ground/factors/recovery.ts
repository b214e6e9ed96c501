import { v4 as randomId } from 'uuid'
import type { Account, CredentialChanges } from '../account/account-changes.ts'
import type { Credential } from '../account/credential.ts'
import { type IdentityName, identityKey } from '../account/identity.ts'
import { passwordOf } from '../account/password-of.ts'
import { tooMany } from '../limits/failure-limit.ts'
import { createWindow } from '../limits/window.ts'
import type { Notices } from '../notices/index.ts'
import type { Store } from '../store/store.ts'
import type { Due } from './due.ts'

/**
 * Somebody who passed the first factor says that the others are lost, and waits. Times in
 * milliseconds.
 */
export interface FactorRecovery {
  readonly id: string
  readonly askedAt: number
  /** From then on and until then the same first factor takes the others away. */
  readonly from: number
  readonly until: number
}

/** What whoever passed the first factor may do about those that are lost. */
export type RecoveryStanding =
  | { readonly standing: 'refused' | 'offered' }
  /** `other_way`: it was asked for after another first factor than theirs. */
  | { readonly standing: 'waiting' | 'ready' | 'other_way'; readonly recovery: FactorRecovery }

export interface FactorRecoveryPolicy {
  /** How long somebody waits; 0: nobody is let in without their factors. */
  readonly hours: number
  /** For whom it is not: an administrator's factors are taken away by another. */
  readonly exceptRoles: readonly string[]
}

/** Second factors that were lost where nobody takes them away. */
export interface FactorRecoveries {
  /** What was asked for and still holds, or null. */
  of(account: Account): FactorRecovery | null
  standingOf(account: Account, how: Due): RecoveryStanding
  /**
   * True where one of those who were told is another than whoever passed the first factor: who reads
   * a mail signs in by it, and reads what is told there.
   */
  isHeard(account: Account, how: Due, told: readonly IdentityName[]): boolean
  /**
   * Before anybody is told: of an account one is begun a day, so that nobody is worn out. Out: how to
   * give the turn back. Throws ZtokenError `too_many_requests`, `unavailable`.
   */
  takeTurn(account: Account): Promise<() => Promise<void>>
  /** What asking changes. */
  changesFor(account: Account, how: Due): CredentialChanges
}

interface RecoveryData {
  /** The first factor. */
  readonly by: string
  /** It ends with whatever moves it: another password, a ban, another factor, the end of all sessions. */
  readonly epoch: number
  readonly from: number
  readonly until: number
}

const hour = 3_600_000
/** After that it has to be asked for anew: who forgot it leaves no door open. */
const openMilliseconds = 7 * 24 * hour

export interface FactorRecoveriesNeed {
  readonly store: Store
  readonly clock: () => number
  readonly monotonic: () => number
  readonly notices: Pick<Notices, 'reached'>
  readonly policy: FactorRecoveryPolicy
}

export function createFactorRecoveries(needs: FactorRecoveriesNeed): FactorRecoveries {
  const { store, clock, monotonic, notices, policy } = needs
  const turns = createWindow({
    kind: 'factor/recovery',
    limit: 1,
    seconds: 86_400,
    monotonic,
    clock,
    shared: store,
  })

  function holdingOf(account: Account) {
    const now = clock()
    for (const { id, createdAt: askedAt, data } of requestsOf(account)) {
      const { by, epoch, from, until } = JSON.parse(data) as RecoveryData
      if (epoch === account.epoch && now < until)
        return { by, recovery: { id, askedAt, from, until } }
    }
    return null
  }

  function isHeard(account: Account, { sentTo }: Due, told: readonly IdentityName[]): boolean {
    if (sentTo !== undefined) {
      return told.some((one) => identityKey(one) !== identityKey(sentTo))
    }
    return told.length >= (isOlderThanFactors(account) ? 1 : 2)
  }

  return {
    of: (account) => holdingOf(account)?.recovery ?? null,
    isHeard,
    standingOf(account, how) {
      const { hours, exceptRoles } = policy
      const isExcepted = account.user.roles.some((role) => exceptRoles.includes(role))
      if (hours === 0 || isExcepted) return { standing: 'refused' }
      const holding = holdingOf(account)
      if (holding === null) {
        const isOffered = isHeard(account, how, notices.reached(account))
        return { standing: isOffered ? 'offered' : 'refused' }
      }
      const { by, recovery } = holding
      if (by !== firstFactorOf(how)) return { standing: 'other_way', recovery }
      return { standing: clock() < recovery.from ? 'waiting' : 'ready', recovery }
    },
    async takeTurn({ user }) {
      const turn = await turns.take(user.id)
      if (!('giveBack' in turn)) throw tooMany(turn.wait)
      return turn.giveBack
    },
    changesFor(account, how) {
      const now = clock()
      const from = now + policy.hours * hour
      const asked: RecoveryData = {
        by: firstFactorOf(how),
        epoch: account.epoch,
        from,
        until: from + openMilliseconds,
      }
      const data = JSON.stringify(asked)
      return {
        put: [{ id: randomId(), kind: 'factor_recovery', data, version: 1, createdAt: now }],
        remove: endOfRecovery(account),
      }
    },
  }
}

/** What goes when a factor is shown, which is not lost then; ids of credentials. */
export function endOfRecovery(account: Account): string[] {
  return requestsOf(account).map(({ id }) => id)
}

function requestsOf({ credentials }: Account): Credential[] {
  return credentials.filter(({ kind }) => kind === 'factor_recovery')
}

function firstFactorOf({ sentTo }: Due): string {
  return sentTo === undefined ? 'password' : identityKey(sentTo)
}

/**
 * Whether the password is from before the second factors. One that was set anew since, by a code or a
 * link, is worth no more than where that went, and nobody knows any more where it was.
 */
function isOlderThanFactors(account: Account): boolean {
  const password = passwordOf(account)
  const factors = account.credentials.filter(({ kind }) => kind === 'totp' || kind === 'passkey')
  const first = Math.min(...factors.map(({ createdAt }) => createdAt))
  return password !== null && password.createdAt <= first
}
