import { accountMergeOperations, type MergeView } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { actorOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** One account of two, for administrators. */
export function accountMerge({ route }: Http, core: Core): void {
  const { identity } = core.views

  route(
    accountMergeOperations.mergeUsers,
    async ({ id: keep, from, dry_run: dryRun = false }, request): Promise<MergeView> => {
      const merged = await core.mergeUsers({ keep, from, dryRun }, actorOf(request))
      return {
        dry_run: merged.dryRun,
        kept_id: merged.keptId,
        gone_id: merged.goneId,
        moved: merged.moved.map(identity),
        released: merged.released.map(identity),
        profile: merged.profile.map((field) => (field === 'avatar' ? 'head_portrait' : field)),
        roles_gained: [...merged.rolesGained],
        roles_lost: [...merged.rolesLost],
        sessions_ended: merged.sessionsEnded,
      }
    },
  )
}
