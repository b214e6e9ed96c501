import type { UserView } from '@ztoken/contract'
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useSyncExternalStore,
} from 'react'
import type { Client } from './client.ts'
import type { Reply } from './ports.ts'
import type { ClientState } from './tokens.ts'

export { nextPath } from './address.ts'

/** A client, whatever its transport brings back. */
export type AnyClient = Client<Reply>

const Context = createContext<AnyClient | null>(null)

/** Makes the client known to everything inside. */
export function ZtokenProvider(props: {
  readonly client: AnyClient
  readonly children?: ReactNode
}): ReactElement {
  return createElement(Context.Provider, { value: props.client }, props.children)
}

/** The client. Throws TypeError outside of a ZtokenProvider. */
export function useZtoken(): AnyClient {
  const client = useContext(Context)
  if (client === null) throw new TypeError('there is no <ZtokenProvider client={…}> around')
  return client
}

/** Who is signed in and, where nobody is, why. */
export function useZtokenState(): ClientState {
  const client = useZtoken()
  return useSyncExternalStore(
    client.onChange,
    () => client.state,
    () => nobody,
  )
}

/** A server does not know who looks at its page; the browser finds out after it has taken it over. */
const nobody: ClientState = { user: null, session: null, reason: null }

/** The user who is signed in, or null. */
export function useUser(): UserView | null {
  return useZtokenState().user
}
