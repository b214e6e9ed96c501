import { ZtokenError } from '@ztoken/sdk'
import { nextPath, useZtoken, useZtokenState } from '@ztoken/sdk/vue'
import { type Component, defineComponent, h, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** What people are told who were signed out without having asked for it. */
const explanations: Readonly<Record<string, string>> = {
  kicked_out: 'An administrator signed you out.',
  password_changed: 'Your password was changed elsewhere.',
  replaced: 'You signed in on another device.',
  session_ended: 'You signed out on another device.',
  session_idle: 'You were away for too long.',
  user_banned: 'This account is banned.',
}

export const LoginPage: Component = defineComponent(() => {
  const client = useZtoken()
  const state = useZtokenState()
  const router = useRouter()
  const route = useRoute()
  const phone = ref('')
  const password = ref('')
  const fault = ref('')

  async function signIn(event: Event): Promise<void> {
    event.preventDefault()
    fault.value = ''
    try {
      await client.login({ phone: phone.value, password: password.value })
      // Only a path of this very site is followed, whoever wrote the link.
      await router.replace(nextPath(route.query.next, '/profile'))
    } catch (error) {
      if (!(error instanceof ZtokenError)) throw error
      fault.value = error.message
    }
  }

  const field = (name: string, value: typeof phone, type: string) =>
    h('input', {
      name,
      type,
      placeholder: name,
      value: value.value,
      onInput: (event: Event) => {
        value.value = (event.target as HTMLInputElement).value
      },
    })

  return () => [
    h('h1', 'Sign in'),
    h('p', { role: 'status' }, explanations[state.value.reason ?? '']),
    h('form', { onSubmit: signIn }, [
      field('phone', phone, 'tel'),
      field('password', password, 'password'),
      h('button', 'Sign in'),
    ]),
    h('p', { role: 'alert' }, fault.value),
  ]
})
