/** Who can sign in. Times in milliseconds. */
export interface User {
  /** Text: imported users keep their id, new ones get a UUIDv7 (RFC 9562 §5.7). */
  readonly id: string
  /** E.164, e.g. `+8613800138000`. */
  readonly phone: string
  readonly name: string | null
  readonly headPortrait: string | null
  readonly intro: string | null
  readonly level: number | null
  readonly createdAt: number
}

/** What a user may change about themselves. A member left out stays as it is. */
export interface UserChanges {
  readonly name?: string
  readonly intro?: string | null
}
