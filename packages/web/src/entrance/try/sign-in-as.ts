import type { DemoPerson } from '@ztoken/contract'
import { useUser, useZtoken } from '@ztoken/sdk/vue'
import { type Ref, ref } from 'vue'
import { useRouter } from 'vue-router'
import { isSignedInByItself } from '../../client/client.ts'
import { type Action, useAction } from '../../client/failure.ts'
import { samePhone } from '../../client/wait.ts'

export interface SignInAs extends Action<[person: DemoPerson, page: string]> {
  /** Who has another password than the one that everybody knows. */
  readonly changed: Ref<string | null>
}

export const isAdministrator = ({ roles }: DemoPerson): boolean => roles.includes('admin')

/** Has this window be somebody, and goes on to a page by the name of its route. */
export function useSignInAs(): SignInAs {
  const client = useZtoken()
  const user = useUser()
  const router = useRouter()
  const changed = ref<string | null>(null)
  const asked = ref('')

  async function become({ phone, password }: DemoPerson): Promise<void> {
    const isSignedIn = user.value !== null
    if (isSignedIn && samePhone(user.value?.phone ?? '') === samePhone(phone)) return
    // The session of whoever was in this window alone shall not stay open.
    if (isSignedIn && isSignedInByItself(client)) await client.logout()
    await client.login({ phone, password, device_kind: 'web' })
  }

  const action = useAction(
    async (person: DemoPerson, page: string) => {
      asked.value = person.name
      changed.value = null
      await become(person)
      await router.push({ name: page })
    },
    ({ code }) => {
      if (code !== 'credentials_wrong') return false
      changed.value = asked.value
      return true
    },
  )
  return { ...action, changed }
}
