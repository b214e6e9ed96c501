import { useUser } from '@ztoken/sdk/vue'
import { type Component, defineComponent, h } from 'vue'
import { RouterLink } from 'vue-router'

export const HomePage: Component = defineComponent(() => {
  const user = useUser()
  return () => [
    h('h1', user.value === null ? 'Welcome' : `Welcome, ${user.value.name}`),
    h(RouterLink, { to: '/profile' }, () => 'My profile'),
  ]
})
