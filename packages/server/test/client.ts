import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'

export interface Answer {
  readonly status: number
  readonly code: number
  readonly reason: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the test is about.
  readonly data: any
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

export interface Sending {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Where the request seems to come from. */
  readonly from?: string
}

export type Send = (method: string, url: string, sending?: Sending) => Promise<Answer>

/** Sends requests to the application; no reply may be a failure of the program. */
export function sender(app: FastifyInstance): Send {
  return async (method, url, { token, body, headers = {}, from } = {}) => {
    const reply = await app.inject({
      method: method as 'GET',
      url,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { payload: body as object }),
      ...(from !== undefined && { remoteAddress: from }),
    })
    const { statusCode: status } = reply
    const isJson = String(reply.headers['content-type']).includes('json')
    const { code, reason, data } = isJson ? reply.json() : {}
    if (status === 500) throw new Error(`${method} ${url} failed: ${reply.body}`)
    return { status, code, reason, data, headers: reply.headers, body: reply.body }
  }
}

export const password = 'a long enough phrase'
const phones = new WeakMap<object, number>()

export interface Person {
  readonly id: string
  readonly phone: string
  readonly token: string
  readonly refreshToken: string
  readonly sessionId: string
}

/** Somebody new who has signed in, with a role of their own that holds these permissions. */
export async function addPerson(
  core: Core,
  permissions: readonly string[] | null = null,
): Promise<Person> {
  const count = (phones.get(core) ?? 0) + 1
  phones.set(core, count)
  const phone = `138${String(count).padStart(8, '0')}`
  const { user, accessToken, refreshToken, session } = await core.register({ phone, password })
  if (permissions !== null) {
    const name = `role-of-${count}`
    await core.putRole({ name, permissions })
    await core.updateManagedUser(user.id, { roles: [name] })
  }
  return { id: user.id, phone, token: accessToken, refreshToken, sessionId: session.id }
}
