import { createServer, type Server } from 'node:http'
import { Server as Sockets } from 'socket.io'
import type { Ztoken } from 'ztoken'

/**
 * Sockets by socket.io: the client gives `auth: { token }`, a token that does not hold opens none,
 * and the socket is ended as soon as it does not hold any more.
 */
export function createSockets(auth: Ztoken): Server {
  const server = createServer()
  const sockets = new Sockets(server)
  sockets.use((socket, next) => {
    const { token } = socket.handshake.auth as { token?: unknown }
    try {
      const { userId } = auth.authenticate(String(token))
      const leave = auth.followToken(String(token), (code) => {
        socket.emit('ended', code)
        socket.disconnect(true)
      })
      socket.once('disconnect', leave)
      socket.data = { userId }
      next()
    } catch (error) {
      next(error as Error)
    }
  })
  sockets.on('connection', (socket) => {
    socket.on('whoami', (answer: (userId: string) => void) => answer(socket.data.userId))
  })
  return server
}
