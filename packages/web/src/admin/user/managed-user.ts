import { type ManagedUserView, readUser, type UpdateUserBody, updateUser } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useUser, useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, computed, type Ref, ref, shallowRef } from 'vue'
import { useAction } from '../../client/failure.ts'

export interface ManagedUser {
  readonly user: Ref<ManagedUserView | null>
  readonly isMissing: Ref<boolean>
  readonly fault: Ref<string | null>
  /** True where it is the one who is signed in. */
  readonly isSelf: ComputedRef<boolean>
  load(): Promise<boolean>
  /** Throws ZtokenError as `PATCH /v1/users/:id` answers. */
  update(changes: UpdateUserBody): Promise<void>
}

/** Somebody, as an administrator sees them. */
export function useManagedUser(id: string): ManagedUser {
  const client = useZtoken()
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

  async function update(changes: UpdateUserBody): Promise<void> {
    user.value = await call(client, updateUser, { id, ...changes })
    // One's own name stands above the page, one's own roles decide what it offers.
    if (isSelf.value) await client.loadUser()
  }

  return { user, isMissing, fault, isSelf, load, update }
}
