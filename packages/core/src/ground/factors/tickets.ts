import { ZtokenError } from '@ztoken/contract'
import type { FactorTicket, FactorTickets } from '@ztoken/token'
import type { Account } from '../account/account-changes.ts'
import type { Store } from '../store/store.ts'
import type { Due } from './due.ts'

/** What is asked for: a factor that is there, or one that has to be set up. */
export type TicketKind = FactorTicket['due']

/** A ticket that holds, of an account that is as it was when it was issued. */
export interface OpenTicket {
  readonly account: Account
  /** See `Afterwards`. */
  readonly device: string | null
  /** Before a code is looked at. Out: how many tries are left. Throws `factor_ticket_invalid`. */
  takeTry(): Promise<number>
  /** Of many at once for one. Out: how the first factor was shown. Throws `factor_ticket_invalid`. */
  use(): Promise<Due>
}

/** What stands between the two steps of a login. */
export interface Tickets {
  issue(kind: TicketKind, account: Account, how: Omit<Due, 'factor'>): Promise<string>
  /** Throws ZtokenError `factor_ticket_invalid`, `unavailable`. */
  find(kind: TicketKind, text: string): Promise<OpenTicket>
}

export interface TicketsNeed {
  readonly store: Store
  readonly clock: () => number
  readonly factorTickets: FactorTickets
}

export const ticketSeconds: Readonly<Record<TicketKind, number>> = {
  factor: 120,
  // An app has to be found, and a picture to be scanned.
  enrolment: 600,
}
const triesOfTicket = 5
const kind = 'factor'

export function createTickets({ store, clock, factorTickets }: TicketsNeed): Tickets {
  return {
    async issue(due, { user, epoch }, how) {
      const device = how.afterwards?.device ?? null
      const expiresAt = clock() + ticketSeconds[due] * 1000
      const exp = Math.floor(expiresAt / 1000)
      const { ticket, id } = factorTickets.issue({ due, sub: user.id, epoch, exp, device })
      // One try more than there are: each is taken before the code is looked at.
      const question = { id, kind, subject: id, answer: 'shown', tries: triesOfTicket + 1 }
      await store.putChallenge({ ...question, data: JSON.stringify(how), expiresAt })
      return ticket
    },
    async find(due, text) {
      const ticket = factorTickets.read(text)
      if (ticket?.due !== due || ticket.exp <= Math.floor(clock() / 1000)) throw invalid()
      const account = await store.findAccount(ticket.sub)
      if (account?.epoch !== ticket.epoch) throw invalid()
      const { id, device } = ticket
      const question = { id, kind, subject: id }
      return {
        account,
        device,
        async takeTry() {
          const tried = await store.answerChallenge({ ...question, answer: 'tried', now: clock() })
          if (tried.outcome !== 'wrong' || tried.triesLeft < 1) throw invalid()
          return tried.triesLeft - 1
        },
        async use() {
          const shown = await store.answerChallenge({ ...question, answer: 'shown', now: clock() })
          if (shown.outcome !== 'right') throw invalid()
          return JSON.parse(shown.data) as Due
        },
      }
    },
  }
}

function invalid(): ZtokenError {
  return new ZtokenError('factor_ticket_invalid')
}
