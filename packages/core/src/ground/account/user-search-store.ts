import type { User } from './user.ts'

/** How users are listed: by id, by when their account was made, or the latest to sign in first. */
export type UserOrder = 'id' | 'newest' | 'oldest' | 'last_sign_in'

/** What the core needs to be true where an administrator looks for somebody. */
export interface UserSearchStore {
  /**
   * A part of a list of users. However many there are, a bounded number is looked at: where few of
   * them fit, there are fewer than `limit`, or none, and `next` tells where to go on. In the order
   * of the last sign-in nobody is listed who has not signed in since that is kept.
   */
  searchUsers(query: UserQuery): Promise<FoundUsers>
}

/** Whom a list shows. Null: whoever. */
export interface UserQuery {
  readonly order: UserOrder
  /** From the beginning where it is null. */
  readonly after: UserPlace | null
  readonly limit: number
  /**
   * A part of the name (case does not matter), or how an e-mail address, a username or the id
   * begins: of each a thousand at most are looked at.
   */
  readonly text: string | null
  /** Or how a phone begins, in E.164. */
  readonly phone: string | null
  /** Or how a phone ends: four digits or more. */
  readonly ending: string | null
  /** Banned at `now`, or not. */
  readonly isBanned: boolean | null
  /** Milliseconds. */
  readonly now: number
  readonly role: string | null
  /** Whether they have shown that one of their identities is theirs. */
  readonly isVerified: boolean | null
  /** Milliseconds: only accounts made at this moment or later. */
  readonly createdFrom: number | null
  /** Milliseconds: only accounts made before this moment. */
  readonly createdUntil: number | null
}

/** Where somebody stands in an order. */
export interface UserPlace {
  /** When the account was made, or the last sign-in, by which of them is ordered; 0 by id. */
  readonly at: number
  readonly id: string
}

/** Somebody as a list shows them. */
export interface ListedUser extends User {
  /** Milliseconds; null: never since that is kept. */
  readonly lastSignInAt: number | null
}

export interface FoundUsers {
  readonly users: readonly ListedUser[]
  /** Where the next part begins; null: this is the end. */
  readonly next: UserPlace | null
  /** How many fit among those that were looked at from `after` on, and whether those were all. */
  readonly counted: { readonly users: number; readonly isAll: boolean }
}
