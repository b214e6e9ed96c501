import type { User } from '../account/user.ts'

/** Of whom a second factor is required. */
export interface FactorPolicy {
  /** Of nobody, of whoever has one of the roles, or of everybody. */
  readonly required: 'none' | 'roles' | 'all'
  readonly roles: readonly string[]
  /** Until then whoever has none signs in as before: milliseconds since 1970; null: at once. */
  readonly from: number | null
}

/** True for somebody who has to have a second factor now. */
export function isRequiredOf(
  { required, roles, from }: FactorPolicy,
  user: User,
  now: number,
): boolean {
  if (required === 'none' || (from !== null && now < from)) return false
  return required === 'all' || user.roles.some((role) => roles.includes(role))
}
