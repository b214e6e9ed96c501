import { createServer } from 'node:http'
import type { StalePolicy } from '@ztoken/token'
import { expect } from 'vitest'
import { requirePermission, requireRole } from '../src/node.ts'
import type { PermittingAuthenticator, RemoteOptions } from '../src/remote/index.ts'
import {
  type Between,
  eventually,
  type LoginServer,
  listening,
  loginServer,
  proxy,
  type Service,
  service,
} from './remote-open.ts'

export const permissionToken = 'permission-token-of-32-characters'

/** What a guarded request of this service asks for. */
export interface Wanted {
  readonly role?: string
  readonly whenStale?: StalePolicy
}

export interface PermittingService extends Omit<Service, 'ask'> {
  readonly auth: PermittingAuthenticator
  /** A request to a route for `article:edit`, or for a role: `ok`, or the reason for the refusal. */
  may(token: string, wanted?: Wanted): Promise<string>
}

/** Another service, whose guards ask for permissions and roles. */
export async function permittingService(
  port: number,
  options: RemoteOptions = {},
): Promise<PermittingService> {
  const opened = await service(port, { permissions: true, feedToken: permissionToken, ...options })
  const auth = opened.auth as PermittingAuthenticator
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://service').searchParams
    const whenStale = query.get('stale') as StalePolicy | null
    const how = whenStale === null ? {} : { whenStale }
    const role = query.get('role')
    const guard =
      role === null ? requirePermission(auth, 'article:edit', how) : requireRole(auth, role, how)
    guard(request, response, () => response.end('{}'))
  })
  const url = `http://127.0.0.1:${await listening(server)}/`
  return {
    ...opened,
    auth,
    async may(token, { role, whenStale } = {}) {
      const query = new URLSearchParams({
        ...(role !== undefined && { role }),
        ...(whenStale !== undefined && { stale: whenStale }),
      })
      const reply = await fetch(`${url}?${query}`, { headers: { 'z-token': token } })
      return ((await reply.json()) as { reason?: string }).reason ?? 'ok'
    },
  }
}

export interface Scene {
  readonly login: LoginServer
  readonly between: Between
  readonly guard: PermittingService
  /** Signed in, with the role `editor`, which holds `article:edit`. */
  readonly editor: { readonly userId: string; readonly token: string }
  /** How often it was asked what an account may do. */
  questions(): number
  /** Resolves when the guard has taken up everything that was committed before this call. */
  takenUp(): Promise<void>
}

/** A login server, something between, a service, and somebody who may do what it asks for. */
export async function scene(options: RemoteOptions = {}): Promise<Scene> {
  const login = await loginServer({}, { permissionTokens: [permissionToken] })
  const between = await proxy(login)
  const guard = await permittingService(between.port, options)
  await login.core.putRole({ name: 'editor', permissions: ['article:*'] })
  const editor = await login.signIn()
  await login.core.updateManagedUser(editor.userId, { roles: ['editor'] })

  async function takenUp(): Promise<void> {
    const { token } = await login.signIn()
    await login.core.logout(token)
    // Rows come in the order of their commits: behind this one all of before are known.
    await eventually(() => expect(() => guard.auth.authenticate(token)).toThrow())
  }
  await takenUp()
  between.asked.length = 0
  return {
    login,
    between,
    guard,
    editor,
    questions: () => between.asked.filter(({ path }) => path.endsWith('/access')).length,
    takenUp,
  }
}
