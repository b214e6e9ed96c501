import {
  banUser,
  endSessions,
  type ListedUserView,
  type ManagedUserView,
  type Permission,
  unbanUser,
} from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'
import { useZtoken } from '@ztoken/sdk/vue'
import { onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFailureText } from '../../client/failure.ts'
import { withStepUp } from '../../client/step-up.ts'
import { isBanAsLeft, restoreBan } from '../user/ban-undo.ts'
import { isInForce } from '../user/bans.ts'

export type BulkAct = 'ban' | 'unban' | 'endSessions'

/** What becomes of one of them. */
export interface BulkRow {
  readonly user: ListedUserView
  /** How it left them, where that can be taken back. */
  readonly left?: ManagedUserView | undefined
  readonly state: 'waiting' | 'done' | 'failed' | 'undone'
  /** Why not, in words. */
  readonly fault: string | null
}

export const bulkPermissions: Readonly<Record<BulkAct, Permission>> = {
  ban: 'user:ban',
  unban: 'user:ban',
  endSessions: 'session:end',
}

/** Gives how it left somebody, where it can be taken back. */
type Work = (client: AnyClient, user: ListedUserView) => Promise<ManagedUserView | undefined>

const works: Readonly<Record<BulkAct, Work>> = {
  ban: (client, { id }) => call(client, banUser, { id, until: null }),
  unban: (client, { id }) => call(client, unbanUser, { id }),
  async endSessions(client, { id }) {
    await call(client, endSessions, { id })
    return undefined
  },
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
  const { t } = useI18n()
  const textOf = useFailureText()
  const rows = shallowRef<readonly BulkRow[]>([])
  const isBusy = ref(false)
  const canUndo = ref(false)
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
    work: (row: BulkRow) => Promise<Partial<BulkRow>>,
  ): Promise<void> {
    isBusy.value = true
    canUndo.value = false
    for (const [n, row] of rows.value.entries()) {
      if (row.state !== which) continue
      if (isLeft) break
      try {
        set(n, { state: becomes, fault: null, ...(await withStepUp(() => work(row))) })
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
      rows.value = users.map((user) => ({ user, state: 'waiting', fault: null }))
      await each('waiting', 'done', async ({ user }) => ({ left: await works[act](client, user) }))
      canUndo.value = rows.value.some(({ state, left }) => state === 'done' && left !== undefined)
    },
    async undo() {
      await each('done', 'undone', async ({ user, left }) => {
        // What somebody else did to them since is not overwritten.
        if (left === undefined || !(await isBanAsLeft(client, left))) {
          return { state: 'failed', fault: t('users.bulk.changed') }
        }
        await restoreBan(client, user.id, user.ban)
        return {}
      })
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
