import { type AuditEvent, permits, ZtokenError } from '@ztoken/contract'
import { isBanned } from '../account/user.ts'
import type { Audit, AuditFields } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Caller, Callers } from '../session/callers.ts'
import type { Store } from '../store/store.ts'
import type { HolderExcept } from './access-state.ts'
import type { Access } from './role.ts'

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

/** Who may do what to whom, judged together with the act. */
export interface Authority {
  /**
   * Judges and acts as one: `act` is given the version of all access that `judge` has looked at, and
   * what it came to, and is done again from the start where access has moved since. What was true when it was asked and
   * is not true any more lets nothing happen.
   * Throws what the two throw, and ZtokenError `conflict` where access does not come to rest.
   */
  under<Judged, Result>(
    judge: () => Promise<Judged>,
    act: (ifAccess: number, judged: Judged) => Promise<Result>,
  ): Promise<Result>
  /**
   * For what gives power or outlives the token that asks for it: a caller has to have shown the
   * password lately (OWASP ASVS 7.5.3). Throws ZtokenError `step_up_required`.
   */
  requireStepUp(actor: Actor): Promise<void>
  /** What somebody may do on whom something is done. Throws ZtokenError `not_found`. */
  requireTarget(userId: string): Promise<Access>
  /**
   * Nobody acts on somebody who may do more than they may themselves: else whoever resets passwords
   * becomes an administrator. Throws ZtokenError `not_found`, `permission_denied`.
   */
  requireMayManage(actor: Actor, userId: string): Promise<void>
  /**
   * Throws `permission_denied` unless the actor has all these roles and holds all these
   * permissions. A role counts by itself: an application may ask for it and not for what it holds.
   */
  requireCovers(actor: Actor, access: Access): Promise<void>
  /**
   * Over HTTP the last one who may do everything stays so: nobody there could undo it. In: what is
   * taken away, and from whom. Throws ZtokenError `last_administrator`.
   */
  requireSomebodyLeft(
    actor: Actor,
    taken: Pick<Access, 'permissions'>,
    from: HolderExcept,
  ): Promise<void>
  /**
   * What somebody may do who has these roles. Throws ZtokenError `role_unknown` for one that is not
   * there.
   */
  requireAccessOf(roles: readonly string[]): Promise<Access>
  /** An audit entry of what an actor did, which tells what an operator used. */
  recordBy(actor: Actor, event: AuditEvent, fields: AuditFields): AuditRecord
}

export interface AuthorityNeeds {
  readonly store: Store
  readonly clock: () => number
  readonly audit: Audit
  readonly callers: Pick<Callers, 'requireRecentPassword'>
}

/** How often what was judged may have changed before it was done. */
const tries = 5

/** What everything holds; whoever holds it may do whatever anybody may. */
export const everything = '*'

export function createAuthority({ store, clock, audit, callers }: AuthorityNeeds): Authority {
  async function requireTarget(userId: string): Promise<Access> {
    const target = await store.findAccess(userId)
    if (target === null) throw new ZtokenError('not_found')
    return target
  }

  async function requireCovers(
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

  return {
    async under(judge, act) {
      for (let n = 1; ; n += 1) {
        const { version } = await store.readAccessState()
        const judged = await judge()
        try {
          return await act(version, judged)
        } catch (error) {
          const hasMoved = error instanceof ZtokenError && error.code === 'conflict'
          if (!hasMoved || n >= tries) throw error
        }
      }
    },
    async requireStepUp({ caller }) {
      if (caller !== undefined) await callers.requireRecentPassword(caller)
    },
    requireTarget,
    async requireMayManage(actor, userId) {
      await requireCovers(actor, await requireTarget(userId))
    },
    requireCovers,
    async requireSomebodyLeft({ caller }, taken, from) {
      if (caller === undefined || !taken.permissions.includes(everything)) return
      const isHeld = await store.isPermissionHeld(everything, { ...from, bannedAt: clock() })
      if (!isHeld) throw new ZtokenError('last_administrator')
    },
    async requireAccessOf(names) {
      const roles = await store.listRoles()
      const permissions = names.flatMap((name) => {
        const role = roles.find((known) => known.name === name)
        if (role === undefined) throw new ZtokenError('role_unknown', { field: '/roles' })
        return role.permissions
      })
      return { roles: names, permissions }
    },
    recordBy({ actorId = null, address = null, by }, event, { detail = null, ...fields }) {
      const whole = by === undefined ? detail : { ...detail, by }
      return audit.record(event, { ...fields, actorId, address, detail: whole })
    },
  }
}

function denied(): ZtokenError {
  return new ZtokenError('permission_denied')
}
