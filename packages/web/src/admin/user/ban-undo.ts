import { banUser, type ManagedUserView, readUser, unbanUser } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { type AnyClient, useZtoken } from '@ztoken/sdk/vue'
import type { ToastAction } from '../../ui/toasts.ts'
import { isSame, useUndo } from '../../undo/undo.ts'
import { type Ban, isInForce } from './bans.ts'
import { calledBy } from './names.ts'

/** Puts somebody back into the state that they had: banned with that end and reason, or not. */
export function restoreBan(client: AnyClient, id: string, ban: Ban): Promise<ManagedUserView> {
  if (ban === null || !isInForce(ban)) return call(client, unbanUser, { id })
  const { until, reason } = ban
  return call(client, banUser, { id, until, ...(reason !== null && { reason }) })
}

/** What takes a ban back, or its end, as long as nobody else has banned or let them in since. */
export function useBanUndo(): (before: Ban, after: ManagedUserView) => ToastAction {
  const client = useZtoken()
  const undoing = useUndo()
  return (before, after) =>
    undoing({
      name: calledBy(after),
      isAsLeft: async () => isBanAsLeft(client, after),
      takeBack: () => restoreBan(client, after.id, before),
    })
}

/** Whether somebody still is banned as they were left, or not banned. */
export async function isBanAsLeft(
  client: AnyClient,
  { id, ban }: Pick<ManagedUserView, 'id' | 'ban'>,
): Promise<boolean> {
  return isSame((await call(client, readUser, { id })).ban, ban)
}
