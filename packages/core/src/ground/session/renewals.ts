import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../account/account-changes.ts'
import type { Audit } from '../audit/audit.ts'
import type { Revocations } from '../revocation/revocations.ts'
import type { Store } from '../store/store.ts'
import type { Endings } from './endings.ts'
import type { Grant, Grants } from './grants.ts'
import { renewedSession } from './rules.ts'
import type { AuthenticationMethod, Session } from './session.ts'

/** Whose session it is in which somebody showed once more who they are. */
export interface ShownAnew {
  readonly account: Account
  readonly session: Session
  /** What was not shown in the session before. */
  readonly methods?: readonly AuthenticationMethod[]
}

/**
 * Another session in the place of this one, which was shown anew just now: what was copied of the
 * old tokens has none of its freshness. Throws ZtokenError `session_ended`, `unavailable`.
 */
export type Renew = (shown: ShownAnew, address: string | null) => Promise<Grant>

export interface RenewNeeds {
  readonly store: Pick<Store, 'replaceSession'>
  readonly clock: () => number
  readonly endings: Endings
  readonly grants: Grants
  readonly audit: Audit
  readonly revocations: Revocations
}

export function createRenew(needs: RenewNeeds): Renew {
  const { store, clock, endings, grants, audit, revocations } = needs

  return async ({ account, session, methods = [] }, address) => {
    const { id: userId } = account.user
    const amr = [...new Set([...session.amr, ...methods])]
    const renewed = { ...renewedSession(session, clock()), amr }
    const claims = await grants.askClaims(account.user, renewed)
    const fields = { actorId: userId, userId, sessionId: renewed.id, address }
    const record = audit.record('identity_verified', fields)
    const end = endings.endFor('renewed')
    const ended = await store.replaceSession(session.id, renewed, end, [record])
    if (ended === null) throw new ZtokenError('session_ended')
    revocations.apply(ended)
    audit.announce(record)
    return grants.of(account.user, renewed, claims)
  }
}
