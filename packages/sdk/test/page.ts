/** What runs in the pages of browser.test.ts, bundled as an application would. */
import { type Client, createClient } from '../src/index.ts'
import { localTokenStorage, memoryStorage, sessionTokenStorage } from '../src/storage.ts'
import { watchSession } from '../src/watch.ts'

const storages = {
  default: () => undefined,
  memory: memoryStorage,
  local: localTokenStorage,
  session: sessionTokenStorage,
} as const

let client: Client
const seen: unknown[] = []

const app = {
  start(baseUrl: string, kind: keyof typeof storages) {
    const storage = storages[kind]()
    client = createClient({ baseUrl, ...(storage && { storage }) })
    client.onChange(({ user, reason }) => seen.push(user?.name ?? reason))
  },
  watch: () => watchSession(client),
  login: (phone: string, password: string) => client.login({ phone, password }),
  logout: () => client.logout(),
  refresh: () => client.refresh(),
  name: () => client.user?.name ?? null,
  /** The ids of the user and of the session. */
  place: () => [client.user?.id, client.state.session?.id],
  reason: () => client.state.reason,
  seen,
  /** The statuses of so many requests at once, or the codes they failed with. */
  ask: (times: number, path = '/v1/me') =>
    Promise.all(
      Array.from({ length: times }, () =>
        client.fetch(path).then(
          ({ status }) => status,
          (error) => error.code,
        ),
      ),
    ),
}

export type App = typeof app

Object.assign(globalThis, { app })
