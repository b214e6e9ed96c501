import { type PasskeyCreation, ZtokenError } from '@ztoken/contract'
import type { Credential } from '../ground/account/credential.ts'
import { withFactor } from '../ground/factors/index.ts'
import { requireProven } from '../ground/factors/proven.ts'
import type { Ground } from '../ground/ground.ts'
import { type PasskeyData, passkeysOf } from '../ground/passkeys/passkey.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'
import { renewedSession } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import { creationOf } from './ceremonies.ts'
import type { PasskeyChallenges } from './challenges.ts'
import { type AddPasskeyInput, requireMade } from './making.ts'
import { methodOf } from './method.ts'

export type AddingNeeds = Pick<
  Ground,
  'store' | 'clock' | 'audit' | 'callers' | 'codes' | 'factors' | 'endings' | 'grants'
>

const most = 20

/** Both steps of adding a passkey. */
export function createAdding(
  ground: AddingNeeds,
  challenges: PasskeyChallenges,
  requireParty: () => RelyingParty,
) {
  const { store, clock, audit, callers, codes, factors, endings, grants } = ground

  async function requireCaller(caller: Caller) {
    await callers.requireRecentPassword(caller)
    const session = await callers.requireSession(caller)
    const account = await store.findAccount(caller.userId)
    if (account === null) throw new ZtokenError('token_invalid')
    requireProven(account, codes)
    if (passkeysOf(account).length >= most) throw new ZtokenError('passkeys_full')
    return { account, session, holder: { userId: caller.userId, of: session.id } }
  }

  return {
    async begin(caller: Caller): Promise<PasskeyCreation> {
      const party = requireParty()
      const { account, holder } = await requireCaller(caller)
      return creationOf(party, account, await challenges.ask('add', holder))
    },
    async finish(caller: Caller, input: AddPasskeyInput, address: string | null): Promise<Grant> {
      const party = requireParty()
      const { account, session, holder } = await requireCaller(caller)
      const added = await requireMade(ground, challenges, { party, account, holder, input })
      const { userId, sessionId } = caller
      const fields = { actorId: userId, userId, sessionId, address, detail: { kind: 'passkey' } }
      const record = audit.record('factor_added', fields)
      const isFirst = factors.kindsOf(account).length === 0
      const renewed = isFirst ? renewedBy(added, session) : session
      const claims = await grants.askClaims(account.user, renewed)
      const changes = {
        credentials: { put: [added] },
        ifEpoch: account.epoch,
        ...(isFirst && endingOthers(session, renewed)),
      }
      const result = await endings.change(userId, changes, record)
      if (result.outcome !== 'changed') throw new ZtokenError('conflict')
      return grants.of(account.user, renewed, claims)
    },
  }

  /** The session in which a second factor was shown by this, too. */
  function renewedBy({ data }: Credential, session: Session): Session {
    const method = methodOf(JSON.parse(data) as PasskeyData)
    const { amr = [] } = withFactor({ amr: session.amr }, session.userId, method)
    return { ...renewedSession(session, clock()), amr }
  }

  /** What was opened without a factor is over with the first one, and so is a login under way. */
  function endingOthers({ id: except }: Session, renewed: Session) {
    const renewal = { session: renewed, end: endings.endFor('renewed') }
    const endSessions = { end: endings.endFor('logged_out'), except, renewal }
    return { endSessions, moveEpoch: true }
  }
}
