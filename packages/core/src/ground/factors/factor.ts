import type { Account } from '../account/account-changes.ts'
import type { Credential } from '../account/credential.ts'

/** What may be asked for after a first factor: the kinds of credential that answer it. */
export const factorKinds = ['totp', 'recovery_codes'] as const
export type FactorKind = (typeof factorKinds)[number]

/** A second factor as somebody shows it. */
export interface FactorAnswer {
  readonly kind: FactorKind
  /** As it was typed. */
  readonly code: string
}

/** A second factor of an account, as its owner may see it. */
export interface Factor {
  readonly id: string
  readonly kind: FactorKind
  /** Milliseconds. */
  readonly createdAt: number
  /** How many recovery codes are left; null for other kinds. */
  readonly left: number | null
}

/** One kind of second factor: what its credentials mean. */
export interface FactorMeaning {
  /** Whether an account that has one has a second factor by it alone. */
  readonly isFactor: boolean
  /** False for what no code can be: it was mistyped, and is no guess. */
  mayBe(code: string): boolean
  /** What takes the credential's place once this code is used; null for a wrong code. */
  use(account: Account, credential: Credential, code: string): Credential | null
  /** See `Factor`. */
  left(credential: Credential): number | null
}

const shown: unique symbol = Symbol('second factor')

/** That the second factor of an account was shown: nothing but `factors` makes one. */
export interface FactorShown {
  readonly [shown]: string
}

export function factorShownBy(userId: string): FactorShown {
  return { [shown]: userId }
}

/** True where it was shown for this account. */
export function isShownBy(by: FactorShown, userId: string): boolean {
  return by[shown] === userId
}
