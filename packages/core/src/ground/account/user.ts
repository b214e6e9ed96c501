import type { UserFieldChanges, UserFieldValues } from '../user-fields/schema.ts'

/** Why and how long somebody may not sign in. Times in milliseconds. */
export interface Ban {
  readonly since: number
  /** When it ends by itself; null: not before it is lifted. */
  readonly until: number | null
  readonly reason: string | null
}

/** Who can sign in. Times in milliseconds. */
export interface User {
  /** Text: imported users keep their id, new ones get a UUIDv7 (RFC 9562 §5.7). */
  readonly id: string
  /** The oldest phone they are found by, in E.164, e.g. `+8613800138000`; null: none. */
  readonly phone: string | null
  /** The oldest e-mail address they are found by, in small letters; null: none. */
  readonly email: string | null
  /** The oldest username they are found by, in small letters; null: none. */
  readonly username: string | null
  readonly name: string | null
  readonly avatar: string | null
  readonly intro: string | null
  readonly level: number | null
  readonly roles: readonly string[]
  /** The last ban, over or not, unless it was lifted. */
  readonly ban: Ban | null
  readonly createdAt: number
  /**
   * The application's own fields (`userFields`), all that are kept, also what the schema does not
   * know any more; left out where nothing is. `views` shows what somebody may see.
   */
  readonly fields?: UserFieldValues
}

/** What a user may change about themselves. A member left out stays as it is. */
export interface UserChanges {
  readonly name?: string
  readonly intro?: string | null
  /** A field that is left out stays as it is, null takes its value away. */
  readonly fields?: UserFieldChanges
}

/** True while the ban holds at `now` (milliseconds). */
export function isBanned({ ban }: User, now: number): boolean {
  return ban !== null && (ban.until === null || ban.until > now)
}

/** Nobody who is given one changes what others are given. */
export function copyOf(user: User): User {
  const { roles, ban, fields } = user
  const copy = { ...user, roles: [...roles], ban: ban && { ...ban } }
  return fields === undefined ? copy : { ...copy, fields: { ...fields } }
}
