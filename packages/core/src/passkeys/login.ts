import { type PasskeyRequest, type ShownPasskey, ZtokenError } from '@ztoken/contract'
import { signInByTicket } from '../ground/factors/by-ticket.ts'
import { withFactor } from '../ground/factors/index.ts'
import { trusting } from '../ground/factors/trusting.ts'
import type { Ground } from '../ground/ground.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { Opening, Origin } from '../ground/session/sign-in.ts'
import { requestOf, usableOf, userOf } from './ceremonies.ts'
import type { PasskeyChallenges } from './challenges.ts'
import { challengeOf } from './client-data.ts'
import { show } from './showing.ts'

export interface PasskeyLoginInput {
  /** What `navigator.credentials.get()` gave, as `toJSON()` writes it. */
  readonly credential: ShownPasskey
  /** What `factor_required` gave in its `data`; left out: somebody signs in by the passkey alone. */
  readonly ticket?: string
  /** With a ticket: on this device no second factor is asked for during the next 30 days. */
  readonly trustDevice?: boolean
}

export type PasskeyLoginNeeds = Pick<
  Ground,
  | 'store'
  | 'clock'
  | 'audit'
  | 'signIn'
  | 'limits'
  | 'notices'
  | 'factorTickets'
  | 'trustedDevices'
  | 'relyingParty'
>

const ticketKind = 'factor'

/** Both steps of a login by a passkey: alone, or as the second factor that a ticket asks for. */
export function createPasskeyLogin(
  ground: PasskeyLoginNeeds,
  challenges: PasskeyChallenges,
  requireParty: () => RelyingParty,
) {
  const { store, audit, signIn, limits, factorTickets } = ground

  async function alone({ credential }: PasskeyLoginInput, origin: Origin): Promise<Grant> {
    const party = requireParty()
    const { response } = credential
    const challenge = challengeOf(response.clientDataJSON)
    const isOurs = challenge !== null && (await challenges.use('login', null, challenge))
    const userId = userOf(response.userHandle)
    const known = isOurs && userId !== null ? await store.findAccount(userId) : null
    const { address = null } = origin
    const shown =
      known && challenge && (await show(ground, known, { party, credential, challenge, address }))
    if (!shown) throw new ZtokenError('passkey_wrong')
    // With user verification it is what somebody has and what they are or know: both factors.
    const how: Opening = withFactor(origin, shown.account.user.id, shown.method)
    const grant = await signIn(shown.account, { ...origin, ...how })
    if (grant === null) throw new ZtokenError('passkey_wrong')
    return grant
  }

  async function asFactor(
    { credential, trustDevice = false }: PasskeyLoginInput,
    text: string,
    address: string | null,
  ): Promise<Grant> {
    const party = requireParty()
    const ticket = await factorTickets.find(ticketKind, text)
    const { account } = ticket
    const { id: userId } = account.user
    const left = await ticket.takeTry()
    const challenge = challengeOf(credential.response.clientDataJSON)
    const holder = { userId, of: text }
    const isOurs = challenge !== null && (await challenges.use('factor', holder, challenge))
    const shown = isOurs
      ? await show(ground, account, { party, credential, challenge, address })
      : null
    if (shown === null) {
      await recordFailure(userId, address, left)
      throw new ZtokenError('passkey_wrong')
    }
    if (shown.account.epoch !== account.epoch) throw new ZtokenError('factor_ticket_invalid')
    const how = withFactor(await ticket.use(), userId, shown.method)
    const answered = { account: shown.account, how }
    const opened = trustDevice ? await trusting(ground, answered) : answered
    return signInByTicket(ground, opened.account, opened.how)
  }

  /** Whoever comes so far knows the first factor: its owner is told when they try in vain. */
  async function recordFailure(userId: string, address: string | null, left: number) {
    const fields = { userId, address }
    const records = [
      audit.record('factor_failed', fields),
      ...(left === 0 ? [audit.record('factor_guessed', fields)] : []),
    ]
    await store.addAudit(records)
    for (const record of records) audit.announce(record)
  }

  return {
    async begin(ticket: string | null, address: string | null): Promise<PasskeyRequest> {
      const party = requireParty()
      if (ticket === null) {
        await limits.requirePasskey(address)
        return requestOf(party, await challenges.ask('login', null))
      }
      const { account } = await factorTickets.find(ticketKind, ticket)
      if (usableOf(account, party.id).length === 0) throw new ZtokenError('passkeys_unavailable')
      const holder = { userId: account.user.id, of: ticket }
      return requestOf(party, await challenges.ask('factor', holder), account)
    },
    finish(input: PasskeyLoginInput, origin: Origin): Promise<Grant> {
      const { ticket } = input
      if (ticket === undefined) return alone(input, origin)
      return asFactor(input, ticket, origin.address ?? null)
    },
  }
}
