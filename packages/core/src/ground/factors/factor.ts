import type { Account } from '../account/account-changes.ts'
import type { Credential } from '../account/credential.ts'

/** What may be asked for after a first factor: the kinds of credential that answer it. */
export const factorKinds = ['totp', 'passkey', 'recovery_codes'] as const
export type FactorKind = (typeof factorKinds)[number]
/** Those that are answered by a code; a passkey is answered by what it signs. */
export const codeKinds = ['totp', 'recovery_codes'] as const
export type CodeKind = (typeof codeKinds)[number]

/** A second factor as somebody shows it. */
export interface FactorAnswer {
  readonly kind: CodeKind
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

/** What the credentials of each kind mean. */
export type FactorMeanings = Readonly<Record<CodeKind, CodeMeaning> & { passkey: FactorMeaning }>

/** One kind of second factor: what its credentials mean. */
export interface FactorMeaning {
  /** Whether an account that has one has a second factor by it alone. */
  readonly isFactor: boolean
  /** See `Factor`. */
  left(credential: Credential): number | null
}

/** One that is answered by a code. */
export interface CodeMeaning extends FactorMeaning {
  /** False for what no code can be: it was mistyped, and is no guess. */
  mayBe(code: string): boolean
  /** What takes the credential's place once this code is used; null for a wrong code. */
  use(account: Account, credential: Credential, code: string): Credential | null
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
