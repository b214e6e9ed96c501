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
