import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Who is connected, as a server that stops needs to know it. */
export interface Askers {
  /** How many are connected. */
  readonly count: number
  /** When the last one came, by `performance.now()`. */
  readonly cameAt: number
  /** When somebody asked something last. */
  readonly askedAt: number
  /**
   * Cuts off who has sent nothing yet, or half a head, and did not go on since a look that is so old:
   * there is nothing to answer. Who has asked before and is silent is another matter.
   */
  cutOffUnfinished(milliseconds: number): void
}

interface Asker {
  /** Requests that are not answered yet. */
  unanswered: number
  /** What had been read when the last one was. */
  readBytes: number
  hasAsked: boolean
  unfinishedSince: number | null
}

/** Begun before the server listens. */
export function followAskers(server: Server): Askers {
  const askers = new Map<Socket, Asker>()
  let cameAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY

  server.on('connection', (socket: Socket) => {
    cameAt = performance.now()
    askers.set(socket, { unanswered: 0, readBytes: 0, hasAsked: false, unfinishedSince: null })
    socket.once('close', () => askers.delete(socket))
  })
  server.on('request', ({ socket }: IncomingMessage, reply: ServerResponse) => {
    askedAt = performance.now()
    const asker = askers.get(socket)
    if (asker === undefined) return
    asker.hasAsked = true
    asker.unanswered += 1
    reply.once('close', () => {
      asker.unanswered -= 1
      asker.readBytes = socket.bytesRead
    })
  })

  return {
    get count() {
      return askers.size
    },
    get cameAt() {
      return cameAt
    },
    get askedAt() {
      return askedAt
    },
    cutOffUnfinished(milliseconds) {
      const now = performance.now()
      for (const [socket, asker] of askers) {
        asker.unfinishedSince = isUnfinished(socket, asker) ? (asker.unfinishedSince ?? now) : null
        if (now - (asker.unfinishedSince ?? now) >= milliseconds) socket.destroy()
      }
    },
  }
}

function isUnfinished(socket: Socket, { unanswered, hasAsked, readBytes }: Asker): boolean {
  return unanswered === 0 && (!hasAsked || socket.bytesRead > readBytes)
}
