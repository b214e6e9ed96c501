import { randomBytes } from 'node:crypto'
import { isId, isTime } from './claims.ts'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts, partsOf } from './sealed-text.ts'

/** What a ticket says: whose second factor is due, under which epoch of the account. */
export interface FactorTicket {
  /** What is due: a factor that is there, or one that has to be set up. */
  readonly due: 'factor' | 'enrolment'
  readonly sub: string
  readonly epoch: number
  readonly exp: number
  /** The id of a device token where one was shown: guesses made with it are counted by themselves. */
  readonly device: string | null
  /** Under which it is kept what the first factor was, whether it was used and how often it was tried. */
  readonly id: string
}

export interface FactorTickets {
  /** A new one, and what it names. */
  issue(whose: Omit<FactorTicket, 'id'>): { readonly ticket: string; readonly id: string }
  /** Null for everything that is not exactly a ticket of these secrets. Expiry is the caller's. */
  read(ticket: unknown): FactorTicket | null
}

type TicketParts = readonly [
  whole: string,
  due: FactorTicket['due'],
  user: string,
  epoch: string,
  exp: string,
  device: string | undefined,
  id: string,
]

const form =
  /^(factor|enrolment)\.([A-Za-z0-9_-]+)\.(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})\.([A-Za-z0-9_-]{22})?\.([A-Za-z0-9_-]{43})$/

/**
 * Tickets between two factors, which open nothing else:
 * `zf1.<kid>.<due>.<user>.<epoch>.<exp>.<device>.<256 random bits>.<MAC>`.
 */
export function createFactorTickets(secrets: readonly Secret[]): FactorTickets {
  const texts = createSealedTexts('zf1', 'factor-ticket', secrets)

  return {
    issue({ due, sub, epoch, exp, device }) {
      if (!isId(sub) || !isTime(epoch) || !isTime(exp)) throw new TypeError('no factor ticket')
      const id = randomBytes(32).toString('base64url')
      const user = Buffer.from(sub).toString('base64url')
      return { ticket: texts.seal(`${due}.${user}.${epoch}.${exp}.${device ?? ''}.${id}`), id }
    },
    read(ticket) {
      const parts = partsOf(texts.open(ticket), form)
      if (parts === null) return null
      const [, due, user, epoch, exp, device, id] = parts as TicketParts
      const sub = Buffer.from(user, 'base64url').toString()
      if (!isId(sub)) return null
      return { due, sub, epoch: Number(epoch), exp: Number(exp), device: device ?? null, id }
    },
  }
}
