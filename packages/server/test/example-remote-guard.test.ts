import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createApp, openGuard } from '../../../examples/remote-guard.ts'
import { place, printed, start } from './place.ts'

const permissionToken = 'q3Vd8ZpT1nX6bK4rW9sM2yC7hL5gF0jE'

it('the example of a guard in another service: A193 A134 the end of a right and of a session at the server are known to it', async () => {
  const { variables, run } = place()
  const child = start('serve', {
    ...variables,
    ZTOKEN_TOKEN_FORMAT: 'public',
    ZTOKEN_PERMISSION_TOKENS: permissionToken,
  })
  const login = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] as string
  const auth = await openGuard(login, permissionToken)
  onTestFinished(() => auth.close())
  const server = createServer(createApp(auth) as unknown as RequestListener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const registered = await fetch(`${login}/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '13800138000', password: 'a long enough phrase' }),
  })
  const { data } = (await registered.json()) as {
    data: { access_token: string; user: { id: string } }
  }
  const headers = { authorization: `Bearer ${data.access_token}` }
  const orders = await fetch(`${url}/orders`, { headers })
  expect(await orders.json()).toEqual({ ordersOf: data.user.id })
  const payment = await fetch(`${url}/payments`, { method: 'POST', headers })
  expect(await payment.json()).toEqual({ paidBy: data.user.id })
  expect((await fetch(`${url}/orders`)).status).toBe(401)

  const removed = async () => {
    const reply = await fetch(`${url}/orders`, { method: 'DELETE', headers })
    return (await reply.json()) as object
  }
  expect(await removed()).toMatchObject({ reason: 'permission_denied' })
  // By another process than the one that answers.
  await run('role set clerk order:*')
  await run('user role 13800138000 --add clerk')
  expect(await removed()).toEqual({ deletedBy: data.user.id })
  await run('user role 13800138000 --remove clerk')
  await vi.waitFor(
    async () => expect(await removed()).toMatchObject({ reason: 'permission_denied' }),
    { timeout: 30_000 },
  )

  await fetch(`${login}/v1/logout`, { method: 'POST', headers })
  await vi.waitFor(
    async () => {
      const reply = await fetch(`${url}/orders`, { headers })
      expect(await reply.json()).toMatchObject({ reason: 'session_ended' })
    },
    { timeout: 30_000 },
  )
})
