import { type AuditEvent, permits, ZtokenError } from '@ztoken/contract'
import type { HolderExcept } from '../ground/access/access-state.ts'
import type { Access } from '../ground/access/role.ts'
import { isBanned } from '../ground/account/user.ts'
import type { AuditFields } from '../ground/audit/audit.ts'
import type { AuditRecord } from '../ground/audit/entry.ts'
import type { Rooms } from '../ground/rooms.ts'
import type { Caller } from './authenticate.ts'
import { requireRecentPassword } from './callers-session.ts'

/** Who does something to somebody; without an id it is the application or an operator itself. */
export interface Actor {
  readonly actorId?: string | null
  readonly address?: string | null
  /**
   * The caller of a request, who has to have shown the password lately. Left out: whoever uses the
   * library, or the command line, vouches for the actor.
   */
  readonly caller?: Caller
  /** What the actor was let in for: judged together with the act. */
  readonly permission?: string
  /** What an operator used, for the audit; the application unless said. */
  readonly by?: 'command_line'
}

/** How often what was judged may have changed before it was done. */
const tries = 5

/** What everything holds; whoever holds it may do whatever anybody may. */
const everything = '*'

/**
 * Judges and acts as one: `act` is given the version of all access that `judge` has looked at, and
 * is done again from the start where it has moved since. What was true when it was asked and is not
 * true any more lets nothing happen.
 * Throws what the two throw, and ZtokenError `conflict` where access does not come to rest.
 */
export async function underAuthority<Result>(
  { store }: Rooms,
  judge: () => Promise<void>,
  act: (ifAccess: number) => Promise<Result>,
): Promise<Result> {
  for (let n = 1; ; n += 1) {
    const { version } = await store.readAccessState()
    await judge()
    try {
      return await act(version)
    } catch (error) {
      const hasMoved = error instanceof ZtokenError && error.code === 'conflict'
      if (!hasMoved || n >= tries) throw error
    }
  }
}

/**
 * For what gives power or outlives the token that asks for it: a caller has to have shown the
 * password lately (OWASP ASVS 7.5.3). Throws ZtokenError `step_up_required`.
 */
export async function requireStepUp(rooms: Rooms, { caller }: Actor): Promise<void> {
  if (caller !== undefined) await requireRecentPassword(rooms, caller)
}

/** What somebody may do on whom something is done. Throws ZtokenError `not_found`. */
export async function requireTarget({ store }: Rooms, userId: string): Promise<Access> {
  const target = await store.findAccess(userId)
  if (target === null) throw new ZtokenError('not_found')
  return target
}

/**
 * Nobody acts on somebody who may do more than they may themselves: else whoever resets passwords
 * becomes an administrator. Throws ZtokenError `not_found`, `permission_denied`.
 */
export async function requireMayManage(rooms: Rooms, actor: Actor, userId: string): Promise<void> {
  await requireCovers(rooms, actor, await requireTarget(rooms, userId))
}

/**
 * Throws `permission_denied` unless the actor has all these roles and holds all these permissions.
 * A role counts by itself: an application may ask for it and not for what it holds.
 */
export async function requireCovers(
  { store, clock }: Rooms,
  { actorId = null, permission }: Actor,
  { roles, permissions }: Access,
): Promise<void> {
  if (actorId === null) return
  const [user, own] = await Promise.all([store.findUser(actorId), store.findAccess(actorId)])
  if (user === null || own === null || isBanned(user, clock())) throw denied()
  const may = (wanted: string): boolean => permits(own.permissions, wanted)
  if (permission !== undefined && !may(permission)) throw denied()
  if (own.permissions.includes(everything)) return
  const hasRoles = roles.every((role) => own.roles.includes(role))
  if (!hasRoles || !permissions.every(may)) throw denied()
}

/**
 * Over HTTP the last one who may do everything stays so: nobody there could undo it. In: what is
 * taken away, and from whom. Throws ZtokenError `last_administrator`.
 */
export async function requireSomebodyLeft(
  { store, clock }: Rooms,
  { caller }: Actor,
  taken: Pick<Access, 'permissions'>,
  from: HolderExcept,
): Promise<void> {
  if (caller === undefined || !taken.permissions.includes(everything)) return
  const isHeld = await store.isPermissionHeld(everything, { ...from, bannedAt: clock() })
  if (!isHeld) throw new ZtokenError('last_administrator')
}

/** An audit entry of what an actor did, which tells what an operator used. */
export function recordBy(
  { audit }: Rooms,
  { actorId = null, address = null, by }: Actor,
  event: AuditEvent,
  { detail = null, ...fields }: AuditFields,
): AuditRecord {
  const whole = by === undefined ? detail : { ...detail, by }
  return audit.record(event, { ...fields, actorId, address, detail: whole })
}

function denied(): ZtokenError {
  return new ZtokenError('permission_denied')
}
