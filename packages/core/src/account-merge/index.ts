import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Account } from '../ground/account/account-changes.ts'
import type { AccountMerge } from '../ground/account/account-merge-store.ts'
import { type IdentityKind, type NamedIdentity, named } from '../ground/account/identity.ts'
import { mergingOf } from '../ground/account/merging.ts'
import { isBanned } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'
import { codeChallengeKinds } from '../ground/one-time-codes/questions.ts'
import type { SessionEnd } from '../ground/session/session-changes.ts'

export interface MergeInput {
  /** The account that goes on. */
  readonly keep: string
  /** The account that goes. */
  readonly from: string
  /** Says what would happen, and nothing does. False unless given. */
  readonly dryRun?: boolean
}

/** What a merge comes to, or would. */
export interface MergeOutcome {
  readonly dryRun: boolean
  readonly keptId: string
  readonly goneId: string
  /** What the kept account is found by from now on as well. */
  readonly moved: readonly NamedIdentity[]
  /** What could have been proven and never was; it is nobody's. */
  readonly released: readonly NamedIdentity[]
  /** What of the profile goes over, since the kept account has none. */
  readonly profile: readonly ('name' | 'avatar' | 'intro' | 'fields')[]
  readonly rolesGained: readonly string[]
  readonly rolesLost: readonly string[]
  readonly sessionsEnded: number
}

/** How somebody who has two accounts comes to have one. */
export interface AccountMerges {
  /**
   * Makes one account of two. What the one that goes is found by goes over, and its name, avatar and
   * introduction where the kept one has none; its sessions and passwords end, and its id is never
   * given again. Password, level and sessions of the kept one stay. Roles go over only from somebody
   * who may give them (`role:assign`). What could be proven by a code and never was is nobody's
   * afterwards where something was on the other side. Both are told, by what was theirs before.
   *
   * @throws ZtokenError `not_found`, `merge_same_account`, `merge_banned` where either is banned,
   * `permission_denied` for an account of one's own or one that may do more, `step_up_required` unless
   * it is a dry run, `conflict`, `unavailable`.
   * @example
   * const { moved } = await auth.mergeUsers({ keep: '17', from: '18', dryRun: true })
   */
  mergeUsers(input: MergeInput, actor?: Actor): Promise<MergeOutcome>
}

interface Judged {
  readonly kept: Account
  readonly gone: Account
  readonly withRoles: boolean
  readonly provable: readonly IdentityKind[]
}

const assigning = 'role:assign'

export function createAccountMerges(
  ground: Pick<
    Ground,
    | 'store'
    | 'clock'
    | 'revocations'
    | 'audit'
    | 'authority'
    | 'endings'
    | 'avatars'
    | 'notices'
    | 'codes'
  >,
): AccountMerges {
  const { store, clock, revocations, audit, authority, endings, avatars, notices, codes } = ground
  /** To what codes are sent here. */
  const provable: IdentityKind[] = [
    ...(codes.offers('sms') ? (['phone'] as const) : []),
    ...(codes.offers('email') ? (['email'] as const) : []),
  ]

  async function requireAccount(userId: string, actor: Actor): Promise<Account> {
    await authority.requireMayManage(actor, userId)
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError('not_found')
    if (isBanned(account.user, clock())) throw new ZtokenError('merge_banned')
    return account
  }

  /** Whether the actor, who may manage whoever has these roles, may give them as well. */
  async function mayGive(actor: Actor, roles: readonly string[]): Promise<boolean> {
    try {
      const access = await authority.requireAccessOf(roles)
      await authority.requireCovers({ ...actor, permission: assigning }, access)
      return true
    } catch (error) {
      if (error instanceof ZtokenError && error.code === 'permission_denied') return false
      throw error
    }
  }

  async function judge({ keep, from }: MergeInput, actor: Actor): Promise<Judged> {
    if (keep === from) throw new ZtokenError('merge_same_account', { field: '/from' })
    if (actor.actorId === keep || actor.actorId === from) throw new ZtokenError('permission_denied')
    const kept = await requireAccount(keep, actor)
    const gone = await requireAccount(from, actor)
    // Whoever may manage the last administrator is one as well: somebody is always left.
    return { kept, gone, provable, withRoles: await mayGive(actor, gone.user.roles) }
  }

  return {
    async mergeUsers(input, actor = {}) {
      const { keep, from, dryRun = false } = input
      if (dryRun) {
        const judged = await judge(input, actor)
        const sessions = await endings.openSessionsOf(from)
        return { ...outcomeOf(judged, clock()), dryRun, sessionsEnded: sessions.length }
      }
      await authority.requireStepUp(actor)
      const end = endings.endFor('merged')
      const records = [
        authority.recordBy(actor, 'user_merged', { userId: keep, detail: { from } }),
        authority.recordBy(actor, 'user_merged', { userId: from, detail: { into: keep } }),
      ]
      const { ended, before, merged } = await authority.under(
        () => judge(input, actor),
        async (ifAccess, judged) => {
          const { epoch: ifEpoch } = judged.gone
          const before = await endings.endPiledUp(from, end, { ifEpoch })
          await endings.forgetEndedSessions(from)
          const merge = mergeOf(judged, end)
          const result = await store.mergeAccounts(merge, records, { ifAccess })
          // Where an account has changed it is judged anew, as where access has.
          if (result.outcome !== 'merged') throw new ZtokenError(result.outcome)
          const { outcome: _, revocations: ended, ...both } = result
          return { ended, before, merged: { ...judged, ...both } }
        },
      )
      revocations.apply(ended)
      for (const record of records) audit.announce(record)
      const outcome = outcomeOf(merged, end.at)
      if (!outcome.profile.includes('avatar')) avatars.drop(merged.gone.user.avatar)
      const { at } = end
      notices.tell({ userId: keep, kind: 'merged', at })
      notices.tell({ userId: from, kind: 'merged_away', at, formerly: merged.gone.identities })
      const sessions = ended.filter(({ kind }) => kind === 'session')
      return { ...outcome, dryRun, sessionsEnded: before + sessions.length }
    },
  }
}

function mergeOf({ kept, gone, ...how }: Judged, end: SessionEnd): AccountMerge {
  return {
    kept: { id: kept.user.id, ifEpoch: kept.epoch },
    gone: { id: gone.user.id, ifEpoch: gone.epoch },
    ...how,
    end,
    challengeKinds: codeChallengeKinds,
  }
}

function outcomeOf(
  { kept, gone, ...how }: Judged,
  at: number,
): Omit<MergeOutcome, 'dryRun' | 'sessionsEnded'> {
  const { moved, released, profile, rolesGained, rolesLost } = mergingOf(kept, gone, {
    ...how,
    at,
  })
  return {
    keptId: kept.user.id,
    goneId: gone.user.id,
    moved: moved.map(named),
    released: released.map(named),
    profile: Object.keys(profile) as MergeOutcome['profile'],
    rolesGained,
    rolesLost,
  }
}
