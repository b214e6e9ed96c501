import { type PasskeyCreation, ZtokenError } from '@ztoken/contract'
import { signInByTicket } from '../ground/factors/by-ticket.ts'
import { withFactor } from '../ground/factors/index.ts'
import { requireProven } from '../ground/factors/proven.ts'
import type { Ground } from '../ground/ground.ts'
import type { PasskeyData } from '../ground/passkeys/passkey.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import type { Grant } from '../ground/session/grants.ts'
import { creationOf } from './ceremonies.ts'
import type { PasskeyChallenges } from './challenges.ts'
import { type AddPasskeyInput, requireMade } from './making.ts'
import { methodOf } from './method.ts'

export type EnrollingNeeds = Pick<
  Ground,
  | 'store'
  | 'clock'
  | 'audit'
  | 'codes'
  | 'endings'
  | 'factorTickets'
  | 'limits'
  | 'notices'
  | 'signIn'
>

const ticketKind = 'enrolment'

/** Both steps of adding the first passkey on the way in, where a second factor is required. */
export function createEnrolling(
  ground: EnrollingNeeds,
  challenges: PasskeyChallenges,
  requireParty: () => RelyingParty,
) {
  const { audit, codes, endings, factorTickets } = ground

  async function requireTicket(text: string) {
    const ticket = await factorTickets.find(ticketKind, text)
    const { account } = ticket
    requireProven(account, codes)
    return { ticket, account, holder: { userId: account.user.id, of: text } }
  }

  return {
    async begin(text: string): Promise<PasskeyCreation> {
      const party = requireParty()
      const { account, holder } = await requireTicket(text)
      return creationOf(party, account, await challenges.ask('add', holder))
    },
    async finish(text: string, input: AddPasskeyInput, address: string | null): Promise<Grant> {
      const party = requireParty()
      const { ticket, account, holder } = await requireTicket(text)
      await ticket.takeTry()
      const added = await requireMade(ground, challenges, { party, account, holder, input })
      const { id: userId } = account.user
      const method = methodOf(JSON.parse(added.data) as PasskeyData)
      const how = withFactor(await ticket.use(), userId, method)
      const fields = { actorId: userId, userId, address, detail: { kind: 'passkey' } }
      const record = audit.record('factor_added', fields)
      // What was opened without it is over, and so is a login that is under way.
      const endSessions = { end: endings.endFor('logged_out'), except: null }
      const credentials = { put: [added] }
      const changes = { credentials, ifEpoch: account.epoch, moveEpoch: true, endSessions }
      const result = await endings.change(userId, changes, record)
      if (result.outcome !== 'changed') throw new ZtokenError('factor_ticket_invalid')
      return signInByTicket(ground, result.account, how)
    },
  }
}
