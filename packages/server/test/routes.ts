import type { FastifyInstance } from 'fastify'

/** A route of the application, by whom it may be asked, and something to send. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** `anybody`, `callers`, or the permission that is asked for. */
  readonly access: string
  readonly body?: object
}

const phone = '13900000000'
const password = 'another long phrase'

/** Every route there is: one that is missing here fails a test. */
export const routes: readonly Route[] = [
  { method: 'POST', path: '/login', access: 'anybody', body: { phone, password } },
  { method: 'GET', path: '/user/detail', access: 'callers' },
  { method: 'POST', path: '/v1/register', access: 'anybody', body: { phone, password } },
  { method: 'POST', path: '/v1/login', access: 'anybody', body: { phone, password } },
  { method: 'POST', path: '/v1/refresh', access: 'anybody', body: { refresh_token: 'x' } },
  {
    method: 'POST',
    path: '/v1/password-reset',
    access: 'anybody',
    body: { reset_token: 'x', new_password: password },
  },
  {
    method: 'POST',
    path: '/v1/setup',
    access: 'anybody',
    body: { setup_token: 'x', phone, password },
  },
  { method: 'GET', path: '/v1/about', access: 'anybody' },
  { method: 'GET', path: '/healthz', access: 'anybody' },
  { method: 'GET', path: '/readyz', access: 'anybody' },
  { method: 'GET', path: '/.well-known/jwks.json', access: 'anybody' },
  { method: 'GET', path: '/openapi.json', access: 'anybody' },

  { method: 'POST', path: '/v1/logout', access: 'callers' },
  { method: 'POST', path: '/v1/verify', access: 'callers', body: { password } },
  { method: 'GET', path: '/v1/caller', access: 'callers' },
  { method: 'GET', path: '/v1/me', access: 'callers' },
  { method: 'PATCH', path: '/v1/me', access: 'callers', body: { name: 'n' } },
  { method: 'DELETE', path: '/v1/me', access: 'callers' },
  {
    method: 'PUT',
    path: '/v1/me/password',
    access: 'callers',
    body: { password, new_password: password },
  },
  { method: 'GET', path: '/v1/me/permissions', access: 'callers' },
  { method: 'GET', path: '/v1/me/export', access: 'callers' },
  { method: 'GET', path: '/v1/me/sessions', access: 'callers' },
  { method: 'DELETE', path: '/v1/me/sessions', access: 'callers' },
  { method: 'DELETE', path: '/v1/me/sessions/:id', access: 'callers' },
  { method: 'GET', path: '/v1/me/session/events', access: 'callers' },

  { method: 'GET', path: '/v1/users', access: 'user:read' },
  { method: 'POST', path: '/v1/users', access: 'user:create', body: { phone, password } },
  { method: 'GET', path: '/v1/users/:id', access: 'user:read' },
  { method: 'PATCH', path: '/v1/users/:id', access: 'user:edit', body: { level: 1 } },
  { method: 'DELETE', path: '/v1/users/:id', access: 'user:delete' },
  { method: 'PUT', path: '/v1/users/:id/ban', access: 'user:ban', body: { reason: 'r' } },
  { method: 'DELETE', path: '/v1/users/:id/ban', access: 'user:ban' },
  { method: 'GET', path: '/v1/users/:id/sessions', access: 'session:read' },
  { method: 'DELETE', path: '/v1/users/:id/sessions', access: 'session:end' },
  { method: 'DELETE', path: '/v1/users/:id/sessions/:session', access: 'session:end' },
  { method: 'POST', path: '/v1/users/:id/password-reset', access: 'user:reset_password' },
  { method: 'GET', path: '/v1/roles', access: 'role:read' },
  { method: 'PUT', path: '/v1/roles/:name', access: 'role:edit', body: { permissions: [] } },
  { method: 'DELETE', path: '/v1/roles/:name', access: 'role:edit' },
  { method: 'GET', path: '/v1/keys', access: 'key:read' },
  { method: 'POST', path: '/v1/keys/rotation', access: 'key:rotate', body: {} },
  { method: 'DELETE', path: '/v1/keys/:kid', access: 'key:rotate' },
  { method: 'GET', path: '/v1/audit', access: 'audit:read' },
  { method: 'GET', path: '/v1/revocations', access: 'revocation:read' },
  { method: 'GET', path: '/v1/figures', access: 'figures:read' },
  { method: 'GET', path: '/metrics', access: 'figures:read' },
]

export const administration: readonly Route[] = routes.filter(({ access }) => access.includes(':'))

/** `GET /v1/me` and so on: what the application itself says it answers. */
export function declaredRoutes(app: FastifyInstance): string[] {
  const found: string[] = []
  const parents: string[] = []
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, branch = '', part = '', methods = ''] = /^(.*?── )(\S+) \((.+)\)$/.exec(line) ?? []
    if (part === '') continue
    const depth = branch.length / 4 - 1
    parents.length = depth
    parents.push(part)
    for (const method of methods.split(', ')) {
      if (method !== 'HEAD') found.push(`${method} ${parents.join('')}`)
    }
  }
  return found
}
