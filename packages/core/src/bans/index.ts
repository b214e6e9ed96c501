import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { AccountChanges } from '../ground/account/account-changes.ts'
import type { User } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'

export interface BanInput {
  /** When it ends by itself, in milliseconds; null or left out: not before it is lifted. */
  readonly until?: number | null
  readonly reason?: string | null
}

/** Who is kept out. */
export interface Bans {
  /**
   * Bans a user: no login, no refresh, and every token they have is refused at once.
   *
   * @throws ZtokenError `not_found`, `invalid_request` for an end that is over,
   * `permission_denied` for oneself and for somebody who may do more, `step_up_required`,
   * `conflict`, `unavailable`.
   * @example
   * await auth.ban(userId, { until: Date.now() + 86_400_000, reason: 'spam' })
   */
  ban(userId: string, ban?: BanInput, actor?: Actor): Promise<User>
  /**
   * Lifts a ban; the user has to sign in again.
   *
   * @throws ZtokenError as `ban`.
   */
  unban(userId: string, actor?: Actor): Promise<User>
}

export function createBans({
  store,
  clock,
  revocations,
  audit,
  authority,
  endings,
}: Pick<Ground, 'store' | 'clock' | 'revocations' | 'audit' | 'authority' | 'endings'>): Bans {
  return {
    async ban(userId, { until = null, reason = null } = {}, actor = {}) {
      if (actor.actorId === userId) throw new ZtokenError('permission_denied')
      await authority.requireStepUp(actor)
      const now = clock()
      if (until !== null && !(Number.isSafeInteger(until) && until > now)) {
        throw new ZtokenError('invalid_request', { field: '/until' })
      }
      const detail = {
        ...(reason !== null && { reason }),
        ...(until !== null && { until: new Date(until).toISOString() }),
      }
      const record = authority.recordBy(actor, 'user_banned', { userId, detail })
      const end = endings.endFor('banned', until)
      const changes: AccountChanges = {
        ban: { since: now, until, reason },
        moveEpoch: true,
        endSessions: { end, except: null },
      }
      const result = await authority.under(
        () => authority.requireMayManage(actor, userId),
        async (ifAccess) => {
          await endings.endPiledUp(userId, end)
          return store.changeAccount(userId, { ...changes, ifAccess }, [record])
        },
      )
      if (result.outcome !== 'changed') throw new ZtokenError('not_found')
      revocations.apply(result.revocations)
      audit.announce(record)
      return result.account.user
    },
    async unban(userId, actor = {}) {
      await authority.requireStepUp(actor)
      const record = authority.recordBy(actor, 'user_unbanned', { userId })
      const result = await authority.under(
        () => authority.requireMayManage(actor, userId),
        (ifAccess) => store.changeAccount(userId, { ban: null, ifAccess }, [record]),
      )
      if (result.outcome !== 'changed') throw new ZtokenError('not_found')
      audit.announce(record)
      return result.account.user
    },
  }
}
