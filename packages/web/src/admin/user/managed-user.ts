import { type ManagedUserView, readUser, type UpdateUserBody, updateUser } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useUser, useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, computed, type Ref, ref, shallowRef, watch } from 'vue'
import { useAction } from '../../client/failure.ts'
import type { ToastAction } from '../../ui/toasts.ts'
import { changesBack, concernedBy } from '../../undo/changes.ts'
import { isSame, undone, useUndo } from '../../undo/undo.ts'
import { calledBy } from './names.ts'

/** Changes somebody, and gives what takes it back, null where that cannot be. */
export type UpdateUser = (changes: UpdateUserBody) => Promise<ToastAction | null>

export interface ManagedUser {
  readonly user: Ref<ManagedUserView | null>
  readonly isMissing: Ref<boolean>
  readonly fault: Ref<string | null>
  /** True where it is the one who is signed in. */
  readonly isSelf: ComputedRef<boolean>
  load(): Promise<boolean>
  /** Throws ZtokenError as `PATCH /v1/users/:id` answers. */
  readonly update: UpdateUser
}

/** Somebody, as an administrator sees them. */
export function useManagedUser(id: string): ManagedUser {
  const client = useZtoken()
  const undoing = useUndo()
  const own = useUser()
  const user = shallowRef<ManagedUserView | null>(null)
  const isMissing = ref(false)
  const isSelf = computed(() => own.value?.id === id)

  const { fault, run: load } = useAction(
    async () => {
      user.value = await call(client, readUser, { id })
    },
    ({ code }) => {
      // What is no id at all names nobody either.
      isMissing.value = code === 'not_found' || code === 'invalid_request'
      return isMissing.value
    },
  )
  watch(undone, load)

  async function send(changes: UpdateUserBody): Promise<ManagedUserView> {
    const changed = await call(client, updateUser, { id, ...changes })
    user.value = changed
    // One's own name stands above the page, one's own roles decide what it offers.
    if (isSelf.value) await client.loadUser()
    return changed
  }

  const update: UpdateUser = async (changes) => {
    const before = user.value
    const after = await send(changes)
    const back = before && changesBack(changes, before)
    // Who took a role from themselves may no longer give it.
    if (!back || (isSelf.value && changes.roles)) return null
    const left = concernedBy(changes, after)
    return undoing({
      name: calledBy(after),
      isAsLeft: async () =>
        isSame(concernedBy(changes, await call(client, readUser, { id })), left),
      takeBack: () => send(back),
    })
  }

  return { user, isMissing, fault, isSelf, load, update }
}
