import { createServer, type Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Ztoken } from 'ztoken'

/** For who has connected and not said who they are. */
const patienceMilliseconds = 10_000

/**
 * Sockets by ws. A browser sends no header with a WebSocket, so the first message is the token, and
 * after a renewal the next one. The socket is closed as soon as its token does not hold any more.
 */
export function createSockets(auth: Ztoken): Server {
  const server = createServer()
  const sockets = new WebSocketServer({ server, maxPayload: 16 * 1024 })
  sockets.on('connection', (socket) => identify(auth, socket))
  return server
}

function identify(auth: Ztoken, socket: WebSocket): void {
  const late = setTimeout(() => socket.close(4401, 'token_missing'), patienceMilliseconds)
  let leave = (): void => {}
  socket.once('close', () => {
    clearTimeout(late)
    leave()
  })
  socket.on('message', (message) => {
    const [, token = ''] = /^token (\S+)$/.exec(String(message)) ?? []
    try {
      const { userId } = auth.authenticate(token)
      leave()
      leave = auth.followToken(token, (code) => socket.close(4401, code))
      clearTimeout(late)
      socket.send(`hello ${userId}`)
    } catch (error) {
      socket.close(4401, (error as { code?: string }).code ?? 'token_invalid')
    }
  })
}
