import type { CodeChannel, CodePurpose, Language } from '@ztoken/contract'

export type { CodeChannel } from '@ztoken/contract'

/** What somebody is sent. */
export interface CodeMessage {
  /** Who: a phone in E.164, or an e-mail address. */
  readonly to: string
  /** Six digits. */
  readonly code: string
  readonly purpose: CodePurpose
  /** For how long it holds, as texts say it. */
  readonly validMinutes: number
  readonly language: Language
  /**
   * The host on which it is typed in, e.g. `app.example`, where it is known: a text that ends in
   * `@app.example #123456` is filled in there and nowhere else (origin-bound one-time codes).
   */
  readonly site: string | null
}

/**
 * Hands a message to whoever delivers it, once: it is never tried again, since a text that was taken
 * and not acknowledged would be paid for twice. Rejects with a SendError.
 */
export type CodeSender = (message: CodeMessage) => Promise<void>

/** By what channel codes are sent; one that is left out is not offered. */
export type CodeSenders = Readonly<Partial<Record<CodeChannel, CodeSender>>>

/**
 * Why a message was not taken, for the operator and never for the person: no money left, a template
 * or signature that is not approved, a number that takes none, too many at once, credentials that
 * are not right, nobody there, anything else.
 */
export const sendFaults = [
  'balance',
  'template',
  'number',
  'throttled',
  'credentials',
  'unreachable',
  'refused',
] as const
export type SendFault = (typeof sendFaults)[number]

/** A message that was not taken. Says neither to whom nor which code. */
export class SendError extends Error {
  override readonly name = 'SendError'
  readonly fault: SendFault

  /** `detail`: what the vendor calls it, e.g. `isv.AMOUNT_NOT_ENOUGH`; letters, digits, `._-` alone. */
  constructor(fault: SendFault, detail: string | null = null) {
    const said = detail === null ? '' : ` (${detail.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 64)})`
    super(`a message was not sent: ${fault}${said}`)
    this.fault = fault
  }
}
