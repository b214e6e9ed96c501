import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createTestKit } from 'ztoken/testing'
import { createSockets as createIoSockets } from '../../../examples/socket-io.ts'
import { createSockets } from '../../../examples/ws.ts'

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function kitOfTest() {
  const kit = await createTestKit()
  onTestFinished(() => kit.close())
  return kit
}

describe('sockets by ws, as in the example', () => {
  async function opened() {
    const kit = await kitOfTest()
    const port = await listening(createSockets(kit.auth))
    /** A socket, its first word and why it was closed. */
    function socket(token: string) {
      const line = new WebSocket(`ws://127.0.0.1:${port}`)
      onTestFinished(() => line.terminate())
      line.on('open', () => line.send(`token ${token}`))
      const greeted = new Promise((resolve) => line.once('message', (text) => resolve(`${text}`)))
      const closed = new Promise((resolve) =>
        line.once('close', (code, reason) => resolve([code, `${reason}`])),
      )
      return { line, greeted, closed }
    }
    return { ...kit, socket }
  }

  it('F32 a token opens one, and its end closes it with the reason', async () => {
    const { auth, signIn, socket } = await opened()
    const { user, token } = await signIn()
    const { greeted, closed } = socket(token)
    expect(await greeted).toBe(`hello ${user.id}`)
    await auth.kickOut(user.id)
    expect(await closed).toEqual([4401, 'kicked_out'])
    expect(await socket(token).closed).toEqual([4401, 'kicked_out'])
    expect(await socket('junk').closed).toEqual([4401, 'token_invalid'])
  })

  it('F32 the next token takes the place of the one before', async () => {
    const { auth, signIn, socket } = await opened()
    const { user, token, refreshToken } = await signIn()
    const { line, greeted, closed } = socket(token)
    await greeted
    const { accessToken } = await auth.refresh(refreshToken)
    const again = new Promise((resolve) => line.once('message', (text) => resolve(`${text}`)))
    line.send(`token ${accessToken}`)
    expect(await again).toBe(`hello ${user.id}`)
    await auth.ban(user.id)
    expect(await closed).toEqual([4401, 'user_banned'])
  })
})

describe('sockets by socket.io, as in the example', () => {
  it('F32 a token opens one, and its end ends it with the reason', async () => {
    const { auth, signIn } = await kitOfTest()
    const port = await listening(createIoSockets(auth))
    const socket = (token: string): Socket => {
      const line = io(`http://127.0.0.1:${port}`, {
        auth: { token },
        transports: ['websocket'],
        reconnection: false,
      })
      onTestFinished(() => void line.close())
      return line
    }
    const refused = socket('junk')
    const error = await new Promise<Error>((resolve) => refused.once('connect_error', resolve))
    expect(error.message).toBe('The token is not valid')
    const { user, token } = await signIn()
    const line = socket(token)
    expect(await line.emitWithAck('whoami')).toBe(user.id)
    const ended = new Promise((resolve) => line.once('ended', resolve))
    await auth.kickOut(user.id)
    expect(await ended).toBe('kicked_out')
  })
})
