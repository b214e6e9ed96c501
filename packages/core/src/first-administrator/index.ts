import { ZtokenError } from '@ztoken/contract'
import { everything } from '../ground/access/authority.ts'
import type { NewAccount } from '../ground/account/new-accounts.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { Origin } from '../ground/session/sign-in.ts'

/** What lets whoever holds it make the first administrator. */
export interface Setup {
  readonly setupToken: string
  readonly expiresInSeconds: number
}

export interface SetUpInput extends Omit<NewAccount, 'roles'> {
  readonly setupToken: string
}

/** How the first administrator comes to be: there is no default one (OWASP ASVS 6.3.2). */
export interface FirstAdministrator {
  /**
   * A token for the first administrator, who sets a password of their own with it. Null where
   * somebody administers already.
   *
   * @throws ZtokenError `unavailable`.
   */
  requestSetup(): Promise<Setup | null>
  /**
   * Says whether a setup token would make the first administrator now, before anybody fills in a
   * form for it.
   *
   * @throws ZtokenError `setup_token_invalid` where it would not, `unavailable`.
   */
  checkSetupToken(setupToken: string): Promise<void>
  /**
   * Makes the first administrator and signs them in. Of many at once one is made, on however many
   * servers.
   *
   * @throws ZtokenError `setup_token_invalid` for every token that does not hold: one that was
   * used, or made before another was, holds no more, even if nobody administers afterwards; and as
   * `register`.
   */
  setUp(input: SetUpInput, origin?: Origin): Promise<Grant>
}

const setupSeconds = 24 * 60 * 60

export function createFirstAdministrator(
  ground: Pick<
    Ground,
    'store' | 'clock' | 'setupTokens' | 'limits' | 'newAccounts' | 'audit' | 'authority' | 'signIn'
  >,
): FirstAdministrator {
  const { store, clock, setupTokens, limits, newAccounts, audit, authority, signIn } = ground

  async function requireHolds(setupToken: string): Promise<void> {
    const token = setupTokens.read(setupToken)
    if (token === null || token.exp <= Math.floor(clock() / 1000)) throw invalid()
    if (token.setups !== (await store.readAccessState()).setups) throw invalid()
    if (await store.isPermissionHeld(everything)) throw invalid()
  }

  return {
    async requestSetup() {
      if (await store.isPermissionHeld(everything)) return null
      const { setups } = await store.readAccessState()
      const exp = Math.floor(clock() / 1000) + setupSeconds
      return { setupToken: setupTokens.issue({ setups, exp }), expiresInSeconds: setupSeconds }
    },
    checkSetupToken: requireHolds,
    async setUp({ setupToken, ...given }, origin = {}) {
      const { address = null, device = null } = origin
      await limits.requireSetup(address)
      await requireHolds(setupToken)
      const input = await newAccounts.requireAcceptable(given, 'self')
      const claimant = claimantOf(input.phone, address)
      const account = await newAccounts.make({ ...input, roles: ['admin'] }, claimant)
      const { id } = account.user
      const subject = { actorId: id, userId: id, address, device }
      const record = audit.record('administrator_set_up', subject)
      await authority.under(
        () => requireHolds(setupToken),
        (ifAccess) => newAccounts.add(account, record, { ifAccess, isSetup: true }),
      )
      // A second factor that is required is asked for at the next login.
      const grant = await signIn(account, { ...origin, amr: ['pwd'], factor: 'vouched' })
      if (grant === null) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      return grant
    },
  }
}

function invalid(): ZtokenError {
  return new ZtokenError('setup_token_invalid')
}
