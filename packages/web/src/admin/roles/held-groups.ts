import { type Permission, permits } from '@ztoken/contract'
import { permissionGroups } from './permission-groups.ts'

/** What a role holds of one group of the server's permissions. */
export interface HeldGroup {
  readonly name: string
  /** Those that are held, each by its name or by a star. */
  readonly permissions: readonly Permission[]
  /** How many the group has. */
  readonly size: number
  /** By a star: what is added to the group later is held as well. */
  readonly isWhole: boolean
}

/** The groups that something is held of. */
export function heldGroups(held: readonly string[]): HeldGroup[] {
  return permissionGroups.flatMap(({ name, wildcard, permissions }) => {
    const some = permissions.filter((permission) => permits(held, permission))
    if (some.length === 0) return []
    const isWhole = permits(held, wildcard)
    return [{ name, permissions: some, size: permissions.length, isWhole }]
  })
}
