import { listSessions, type SessionView } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, computed, type Ref, shallowRef } from 'vue'
import { useAction } from '../../client/failure.ts'
import { everySession } from '../../client/sessions.ts'
import { inOrder } from '../../devices/devices.ts'

/** Where somebody is signed in, for the summary of them and for the list. */
export interface UserSessions {
  /** Null until they are known. */
  readonly sessions: Ref<readonly SessionView[] | null>
  readonly fault: Ref<string | null>
  /** When one of them was used last; null where there is none. */
  readonly lastSeen: ComputedRef<string | null>
  load(): Promise<boolean>
}

export function useUserSessions(id: string): UserSessions {
  const client = useZtoken()
  const sessions = shallowRef<readonly SessionView[] | null>(null)
  const { fault, run: load } = useAction(async () => {
    const all = await everySession((page) => call(client, listSessions, { id, ...page }))
    sessions.value = inOrder(all)
  })
  const lastSeen = computed(() =>
    (sessions.value ?? []).reduce<string | null>(
      (latest, { used_at: at }) => (latest === null || at > latest ? at : latest),
      null,
    ),
  )
  return { sessions, fault, lastSeen, load }
}
