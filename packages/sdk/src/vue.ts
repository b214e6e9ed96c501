import type { UserView } from '@ztoken/contract'
import {
  type ComputedRef,
  computed,
  getCurrentInstance,
  type InjectionKey,
  inject,
  onMounted,
  type Plugin,
  type Ref,
  type ShallowRef,
  shallowReadonly,
  shallowRef,
  ssrContextKey,
} from 'vue'
import { nextPath } from './address.ts'
import type { Client } from './client.ts'
import type { Reply } from './ports.ts'
import type { ClientState } from './tokens.ts'

export { nextPath } from './address.ts'

/** A client, whatever its transport brings back. */
export type AnyClient = Client<Reply>

interface Provided {
  readonly client: AnyClient
  readonly state: Readonly<ShallowRef<ClientState>>
}

const key: InjectionKey<Provided> = Symbol('ztoken')

/** `app.use(ztoken(client))`: makes the client and its state known to every component. */
export function ztoken(client: AnyClient): Plugin {
  return {
    install(app) {
      const state = shallowRef(client.state)
      const stop = client.onChange((next) => {
        state.value = next
      })
      app.provide(key, { client, state: shallowReadonly(state) })
      app.onUnmount?.(stop)
    },
  }
}

/** The client. Throws TypeError where the plugin is not installed. */
export function useZtoken(): AnyClient {
  return requireProvided().client
}

/**
 * Who is signed in and, where nobody is, why. In a page that a server rendered nobody is, there and
 * here, until the component is mounted.
 */
export function useZtokenState(): Readonly<Ref<ClientState>> {
  const { state } = requireProvided()
  if (!isOfServer()) return state
  const isMounted = shallowRef(false)
  onMounted(() => {
    isMounted.value = true
  })
  return computed(() => (isMounted.value ? state.value : nobody))
}

/** The user who is signed in, or null; as `useZtokenState`. */
export function useUser(): ComputedRef<UserView | null> {
  const state = useZtokenState()
  return computed(() => state.value.user)
}

/** A server does not know who looks at its page; the browser finds out after it has taken it over. */
const nobody: ClientState = { user: null, session: null, reason: null }

/** True on a server, and in a browser while it takes over what the server rendered. */
function isOfServer(): boolean {
  const instance = getCurrentInstance()
  // Vue hands a component the element that is there already.
  return instance !== null && (instance.vnode.el !== null || inject(ssrContextKey, null) !== null)
}

function requireProvided(): Provided {
  const provided = inject(key, null)
  if (provided === null) throw new TypeError('app.use(ztoken(client)) is missing')
  return provided
}

/** What of a route the guard looks at; a route of vue-router is one. */
export interface GuardedRoute {
  readonly path: string
  readonly fullPath: string
  readonly meta: Readonly<Record<PropertyKey, unknown>>
}

export interface LoginGuardOptions {
  /** The path of the page to sign in on. */
  readonly loginPath?: string
  /** Which routes need somebody signed in; those with `meta.requiresLogin` unless given. */
  requires?(to: GuardedRoute): boolean
}

/**
 * For `router.beforeEach`: sends whoever is not signed in to the login page, which finds the way
 * back in `query.next`; give it through `nextPath` before going there.
 */
export function loginGuard(
  client: AnyClient,
  {
    loginPath = '/login',
    requires = ({ meta }) => meta.requiresLogin === true,
  }: LoginGuardOptions = {},
): (to: GuardedRoute) => Promise<true | { path: string; query: { next: string } }> {
  return async (to) => {
    await client.ready
    if (client.user !== null || to.path === loginPath || !requires(to)) return true
    return { path: loginPath, query: { next: nextPath(to.fullPath) } }
  }
}
