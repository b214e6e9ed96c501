/** A question that is answered once, by one of many at once. Times in milliseconds. */
export interface Challenge {
  readonly id: string
  /** What it is for, e.g. the purpose of a one-time code; an answer names it. */
  readonly kind: string
  /** Whom it is bound to, e.g. an identity; an answer names it. */
  readonly subject: string
  /** The HMAC of the right answer. */
  readonly answer: string
  /** What is given back to whoever answers. */
  readonly data: string
  /** How often somebody may try. */
  readonly tries: number
  readonly expiresAt: number
}

export interface ChallengeAnswer {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly answer: string
  readonly now: number
}

export type AnswerOutcome =
  | { readonly outcome: 'right'; readonly data: string }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  /** Answered before, over, without a try left, replaced, or never asked. */
  | { readonly outcome: 'gone' }
