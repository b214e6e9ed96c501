import { type AnyOperation, type OperationName, operations } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'

/** A route of the application, by whom it may be asked, and something to send. */
export interface Route extends Pick<AnyOperation, 'method' | 'path' | 'access'> {
  readonly body?: object
}

const phone = '13900000000'
const password = 'another long phrase'

/** Whom routes name beside the one in their path; a test of those adds them. */
export const otherId = 'other'

/** Something that each takes: one that is missing is refused by its schema, and a test fails. */
const bodies: Partial<Record<OperationName, object>> = {
  tutorialLogin: { phone, password },
  register: { phone, password },
  login: { phone, password },
  refresh: { refresh_token: 'x' },
  resetPassword: { reset_token: 'x', new_password: password },
  setUp: { setup_token: 'x', phone, password },
  verify: { password },
  updateMe: { name: 'n' },
  putMe: { name: 'n' },
  changePassword: { password, new_password: password },
  createUser: { phone, password },
  updateUser: { level: 1 },
  putUser: { level: 1 },
  banUser: { reason: 'r' },
  mergeUsers: { from: otherId },
  putRole: { permissions: [] },
  rotateKeys: {},
}

/** Those of avatars are there where avatars are kept. */
const ofAvatars: ReadonlySet<string> = new Set<OperationName>([
  'setAvatar',
  'removeAvatar',
  'readAvatar',
])

/** Every route that an application without avatars has. */
export const routes: readonly Route[] = Object.entries(operations).flatMap(
  ([name, { method, path, access }]) => {
    const body = bodies[name as OperationName]
    return ofAvatars.has(name) ? [] : [{ method, path, access, ...(body && { body }) }]
  },
)

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
