import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import { passwordHashOf } from '../ground/account/password-of.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'
import { renewedSession } from '../ground/session/rules.ts'

export interface PasswordChange {
  /** The current one. */
  readonly password: string
  readonly newPassword: string
}

/** What a change of the password gives. */
export interface PasswordChanged {
  /** How many other sessions ended. */
  readonly ended: number
  readonly grant: Grant
}

/** The password of an account that has one. */
export interface Password {
  /**
   * Changes the caller's own password and ends their other sessions. Whoever has a second factor has
   * to have shown it lately. Out: new tokens for this one,
   * the ones before are refused from then on. Wrong current passwords are counted for the session.
   *
   * @throws ZtokenError `password_wrong`, `password_unchanged`, `password_too_short`,
   * `password_too_long`, `password_common`, `password_breached`, `step_up_required`, `token_invalid`,
   * `too_many_requests`, `conflict`, `unavailable`.
   */
  changePassword(
    caller: Caller,
    change: PasswordChange,
    address?: string | null,
  ): Promise<PasswordChanged>
  /**
   * Gives a user another password and ends all their sessions: for the application and operators,
   * who are not asked for the old one. Out: the number of sessions ended.
   *
   * @throws ZtokenError `not_found`, `password_too_short`, `password_too_long`, `password_common`,
   * `password_breached`, `unavailable`.
   */
  setPassword(userId: string, password: string, actor?: Actor): Promise<number>
  /**
   * Whether this is a user's password, for operators and the application itself: it is counted as
   * no attempt and leaves no trace, so it is for nobody who guesses. False where there is no such
   * user or no password.
   *
   * @throws ZtokenError `unavailable`.
   */
  hasPassword(userId: string, password: string): Promise<boolean>
}

const tries = 3

export function createPassword(
  ground: Pick<
    Ground,
    | 'store'
    | 'clock'
    | 'passwords'
    | 'callers'
    | 'factors'
    | 'replacements'
    | 'verifications'
    | 'endings'
    | 'grants'
    | 'devices'
    | 'audit'
    | 'authority'
  >,
): Password {
  const { store, clock, passwords, replacements, verifications } = ground
  const { callers, factors, endings, grants, devices, audit, authority } = ground

  return {
    async changePassword(caller, { password, newPassword }, address = null) {
      const shown = await verifications.requirePassword(caller, password, address)
      const { account, session } = shown
      if (password === newPassword) {
        throw new ZtokenError('password_unchanged', { field: '/new_password' })
      }
      const hasFactor = factors.kindsOf(account).length > 0
      if (hasFactor) await callers.requireRecentPassword(caller)
      const { userId, sessionId } = caller
      const fields = { actorId: userId, userId, sessionId, address }
      const record = audit.record('password_changed', fields)
      // A password shows no second factor, so what asks for one asks when it did before.
      const renewed = renewedSession(session, clock(), hasFactor ? session.verifiedAt : undefined)
      const claims = await grants.askClaims(account.user, renewed)
      const renewal = { session: renewed, end: endings.endFor('renewed') }
      const going = { except: sessionId, renewal }
      const claimant = claimantOf(account.user.phone, address)
      const changes = await replacements.changesOf(account, newPassword, claimant, going)
      const ended = await replacements.make(account, changes, record)
      // Somebody else changed it meanwhile: which of the two is meant is not ours to guess.
      if (ended === null) throw new ZtokenError('conflict')
      const deviceToken = devices.issue(userId, changes.credentials?.put?.[0]?.data ?? null)
      // The session that goes on in another's place is none that ended.
      return { ended: ended - 1, grant: grants.of(account.user, renewed, claims, deviceToken) }
    },
    async setPassword(userId, password, actor = {}) {
      for (let n = 0; n < tries; n += 1) {
        const account = await store.findAccount(userId)
        if (account === null) throw new ZtokenError('not_found')
        const record = authority.recordBy(actor, 'password_changed', { userId })
        const claimant = claimantOf(actor.actorId ?? null, actor.address ?? null)
        const changes = await replacements.changesOf(account, password, claimant)
        const ended = await replacements.make(account, changes, record)
        // Else a login renewed the old hash meanwhile: the operator's word still holds.
        if (ended !== null) return ended
      }
      throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
    },
    async hasPassword(userId, password) {
      const account = await store.findAccount(userId)
      const claimant = { account: userId, address: null }
      const hash = account === null ? null : passwordHashOf(account)
      return passwords.verify(password, hash, claimant)
    },
  }
}
