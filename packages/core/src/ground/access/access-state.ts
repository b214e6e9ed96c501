/** What all access together was like at a moment; see `Store.readAccessState`. */
export interface AccessState {
  /**
   * Moves with every change of what somebody may do: of roles, of who has them, and a ban or the
   * deletion of somebody who has some.
   */
  readonly version: number
  /** How often a first administrator was set up by a link. */
  readonly setups: number
}

/** What must still be true for a change that was judged before. */
export interface IfAccess {
  /**
   * Only if the version of all access is still this: else rejects with ZtokenError `conflict`, and
   * nothing at all is changed.
   */
  readonly ifAccess?: number | undefined
}

/** Who does not count when it is asked whether somebody holds a permission. */
export interface HolderExcept {
  readonly userId?: string
  /** What is held through this role does not count. */
  readonly role?: string
  /** Whoever is banned at this moment does not count. Milliseconds. */
  readonly bannedAt?: number
}
