import { operations } from '@ztoken/contract'
import { expect, it } from 'vitest'
import { grantingPaths } from '../src/cookie/transport.ts'
import { createCookieClient } from '../src/cookie.ts'
import type { TransportRequest } from '../src/index.ts'

const user = { id: '1', phone: '+8613800138000' }
const session = { id: 's1', created_at: '2026-01-01T00:00:00.000Z' }

/** A server that answers each request as it is told, and what it was sent. */
function createServer(answer: (request: TransportRequest) => [number, object]) {
  const sent: TransportRequest[] = []
  const transport = async (request: TransportRequest): Promise<Response> => {
    sent.push(request)
    const [status, body] = answer(request)
    return new Response(JSON.stringify(body), { status })
  }
  return { sent, transport }
}

const granted = {
  code: 0,
  data: { access_token: 'a.b', token_type: 'Bearer', expires_in: 600, session, user },
}

it.each(['', '/auth'] as const)(
  'asks for cookies with whatever gives tokens, and sends nothing else with them (below "%s")',
  async (prefix) => {
    const { sent, transport } = createServer(({ url }) =>
      url.endsWith('/v1/me') ? [200, { code: 0, data: user }] : [200, granted],
    )
    const baseUrl = 'https://api.example'
    const client = createCookieClient({ baseUrl, prefix, transport, name: 'one' })
    await client.login({ phone: '13800138000', password: 'x', remember: true })
    await client.refresh()
    await client.request('/v1/me')
    await client.logout()
    client.close()
    const shown = sent.map(({ url, credentials, keepalive, headers, body }) => ({
      path: new URL(url).pathname.slice(prefix.length),
      credentials,
      keepalive,
      csrf: headers['z-csrf'],
      body: body === undefined ? undefined : JSON.parse(String(body)),
    }))
    const withCookies = { credentials: 'include', keepalive: true, csrf: '1' }
    expect(shown).toEqual([
      {
        path: '/v1/login',
        ...withCookies,
        body: { phone: '13800138000', password: 'x', remember: true, transport: 'cookie' },
      },
      { path: '/v1/refresh', ...withCookies, body: { transport: 'cookie' } },
      {
        path: '/v1/me',
        credentials: undefined,
        keepalive: undefined,
        csrf: undefined,
        body: undefined,
      },
      { path: '/v1/logout', ...withCookies, body: undefined },
    ])
  },
)

it('sends what sets a cookie one at a time: no slow reply comes after a newer one', async () => {
  const waiting: (() => void)[] = []
  const began: string[] = []
  const transport = async ({ url }: TransportRequest): Promise<Response> => {
    began.push(new URL(url).pathname)
    await new Promise<void>((resolve) => waiting.push(resolve))
    return new Response(JSON.stringify(granted), { status: 200 })
  }
  const client = createCookieClient({ baseUrl: 'https://api.example', transport, name: 'two' })
  const body = { phone: '13800138000', password: 'x' }
  const both = [client.login(body), client.register(body)]
  const turn = () => new Promise((resolve) => setTimeout(resolve))
  for (const count of [1, 2]) {
    while (waiting.length === 0) await turn()
    expect(began).toHaveLength(count)
    waiting.pop()?.()
  }
  await Promise.all(both)
  client.close()
})

it('knows every call that gives new tokens, but for the one that no client of its own keeps', () => {
  const granting = Object.values(operations).filter(
    ({ data, isTutorial }) => !isTutorial && 'access_token' in Object(Object(data).properties),
  )
  const paths = granting.map(({ path }) => path).filter((path) => path !== '/v1/setup')
  expect([...grantingPaths].sort()).toEqual(paths.sort())
})
