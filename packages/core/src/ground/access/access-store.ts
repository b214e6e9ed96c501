import type { AuditRecord } from '../audit/entry.ts'
import type { AccessState, HolderExcept, IfAccess } from './access-state.ts'
import type { Access, Holders, Role } from './role.ts'

/** What the core needs to be true of roles, and of who has which. */
export interface AccessStore {
  /** The roles and permissions of a user, or null where there is no such user. */
  findAccess(userId: string): Promise<Access | null>
  /**
   * Read before authority is judged: a change under this version happens only if what was judged is
   * still true.
   */
  readAccessState(): Promise<AccessState>
  /** True where somebody has a role that holds this permission, by exactly this name. */
  isPermissionHeld(permission: string, except?: HolderExcept): Promise<boolean>
  listRoles(): Promise<Role[]>
  /** How many have each role, looking at no more than `most` of those who have any. */
  countHolders(most: number): Promise<Holders>
  putRole(role: Role, audit?: readonly AuditRecord[], how?: IfAccess): Promise<void>
  /** Takes the role from everybody who has it, too. False where there was none. */
  deleteRole(name: string, audit?: readonly AuditRecord[], how?: IfAccess): Promise<boolean>
}
