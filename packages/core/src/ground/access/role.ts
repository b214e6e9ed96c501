/** A named set of permissions. */
export interface Role {
  /** `editor`: a small letter, then small letters, digits, `_`, `-`. */
  readonly name: string
  /** `user:edit`, `user:*`, `*`. */
  readonly permissions: readonly string[]
}

/** What the store knows of somebody's access, read in one question. */
export interface Access {
  readonly roles: readonly string[]
  /** Those of all the roles together. */
  readonly permissions: readonly string[]
}

/** Who has which role, as far as they were looked at. */
export interface Holders {
  /** In any order; a role that nobody of them has is not among these. */
  readonly counts: readonly { readonly role: string; readonly users: number }[]
  /** True where nobody was left out. */
  readonly isAll: boolean
}
