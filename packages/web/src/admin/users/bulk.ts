import type { Permission } from '@ztoken/contract'
import { banUser, endSessions, type ListedUserView, unbanUser } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'
import { useZtoken } from '@ztoken/sdk/vue'
import { onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { useFailureText } from '../../client/failure.ts'
import { withStepUp } from '../../client/step-up.ts'
import { isInForce } from '../user/bans.ts'

export type BulkAct = 'ban' | 'unban' | 'endSessions'

/** What becomes of one of them. */
export interface BulkRow {
  readonly user: ListedUserView
  readonly state: 'waiting' | 'done' | 'failed' | 'undone'
  /** Why not, in words. */
  readonly fault: string | null
}

export const bulkPermissions: Readonly<Record<BulkAct, Permission>> = {
  ban: 'user:ban',
  unban: 'user:ban',
  endSessions: 'session:end',
}

const works: Readonly<
  Record<BulkAct, (client: AnyClient, user: ListedUserView) => Promise<unknown>>
> = {
  ban: (client, { id }) => call(client, banUser, { id, until: null }),
  unban: (client, { id }) => call(client, unbanUser, { id }),
  endSessions: (client, { id }) => call(client, endSessions, { id }),
}

/** What takes it back: as somebody was before, or nothing where that cannot be. */
const undoings: Readonly<
  Record<BulkAct, ((client: AnyClient, user: ListedUserView) => Promise<unknown>) | null>
> = {
  ban: (client, { id }) => call(client, unbanUser, { id }),
  unban: (client, { id, ban }) =>
    call(client, banUser, {
      id,
      until: ban?.until ?? null,
      ...(ban?.reason && { reason: ban.reason }),
    }),
  endSessions: null,
}

export interface Bulk {
  readonly rows: Ref<readonly BulkRow[]>
  readonly isBusy: Ref<boolean>
  /** Does it to one after another, whatever becomes of the one before. */
  run(act: BulkAct, users: readonly ListedUserView[]): Promise<void>
  /** Takes back what was done, where that can be. */
  undo(): Promise<void>
  readonly canUndo: Ref<boolean>
}

/** The same done to several people, each by a request of its own, so that each can be refused. */
export function useBulk(): Bulk {
  const client = useZtoken()
  const textOf = useFailureText()
  const rows = shallowRef<readonly BulkRow[]>([])
  const isBusy = ref(false)
  const canUndo = ref(false)
  let last: BulkAct = 'ban'
  let isLeft = false
  onScopeDispose(() => {
    isLeft = true
  })

  function set(place: number, change: Partial<BulkRow>): void {
    rows.value = rows.value.map((row, n) => (n === place ? { ...row, ...change } : row))
  }

  async function each(
    which: BulkRow['state'],
    becomes: BulkRow['state'],
    work: (user: ListedUserView) => Promise<unknown>,
  ): Promise<void> {
    isBusy.value = true
    canUndo.value = false
    for (const [n, { user, state }] of rows.value.entries()) {
      if (state !== which) continue
      if (isLeft) break
      try {
        await withStepUp(() => work(user))
        set(n, { state: becomes, fault: null })
      } catch (error) {
        set(n, { state: 'failed', fault: textOf(error) })
      }
    }
    isBusy.value = false
  }

  return {
    rows,
    isBusy,
    canUndo,
    async run(act, users) {
      last = act
      rows.value = users.map((user) => ({ user, state: 'waiting', fault: null }))
      await each('waiting', 'done', (user) => works[act](client, user))
      canUndo.value = undoings[act] !== null && rows.value.some(({ state }) => state === 'done')
    },
    async undo() {
      const work = undoings[last]
      if (work !== null) await each('done', 'undone', (user) => work(client, user))
    },
  }
}

/** Whom it would change. Nobody does it to themselves; who is banned is not banned again, with another end and reason. */
export function concerned(
  act: BulkAct,
  users: readonly ListedUserView[],
  ownId: string | null,
): readonly ListedUserView[] {
  const others = users.filter(({ id }) => id !== ownId)
  if (act === 'endSessions') return others
  return others.filter(({ ban }) => isInForce(ban) === (act === 'unban'))
}
