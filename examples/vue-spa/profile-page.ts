import { ZtokenError } from '@ztoken/sdk'
import { useUser, useZtoken } from '@ztoken/sdk/vue'
import { type Component, defineComponent, h, ref } from 'vue'

export const ProfilePage: Component = defineComponent(() => {
  const client = useZtoken()
  const user = useUser()
  const fault = ref('')

  async function reload(): Promise<void> {
    fault.value = ''
    try {
      // A token that has expired is renewed on the way; nobody notices.
      await client.loadUser()
    } catch (error) {
      if (!(error instanceof ZtokenError)) throw error
      fault.value = error.message
    }
  }

  return () => [
    h('h1', user.value?.name ?? 'No name'),
    h('p', user.value?.phone ?? 'No phone'),
    h('button', { onClick: reload }, 'Reload'),
    h('button', { onClick: () => client.logout() }, 'Sign out'),
    h('p', { role: 'alert' }, fault.value),
  ]
})
