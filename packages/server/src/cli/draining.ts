import type { FastifyInstance } from 'fastify'

/** What is still under way when the drain is over has so long to finish. */
const finishMilliseconds = 7000
const lookMilliseconds = 50

/** How a server stops; begun before it listens. */
export interface Draining {
  /** True from the first signal on: not ready any more. */
  isStopping(): boolean
  /** Resolves when a signal has come and the server has stopped. */
  untilStopped(app: FastifyInstance): Promise<void>
}

/**
 * After SIGINT or SIGTERM: not ready at once, every reply ends its connection, and kept ones that ask
 * nothing stay open for `seconds`, since a balancer may have sent a request on one at that moment
 * (RFC 9112 §9.5). Where none is open, or once all have gone, nothing is waited for. A terminal's
 * SIGINT waits for none.
 */
export function createDraining(seconds: number): Draining {
  let isStopping = false

  return {
    isStopping: () => isStopping,
    async untilStopped(app) {
      app.server.prependListener('request', (_request, reply) => {
        if (isStopping) reply.shouldKeepAlive = false
      })
      const signal = await new Promise<NodeJS.Signals>((resolve) => {
        process.once('SIGINT', resolve)
        process.once('SIGTERM', resolve)
      })
      isStopping = true
      if (signal === 'SIGTERM') await drained(app, seconds * 1000)
      const cutOff = setTimeout(() => app.server.closeAllConnections(), finishMilliseconds)
      await app.close()
      clearTimeout(cutOff)
    },
  }
}

async function drained({ server }: FastifyInstance, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  while (performance.now() < end) {
    const open = await new Promise<number>((resolve) => {
      server.getConnections((_error, count) => resolve(count ?? 0))
    })
    if (open === 0) return
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
  }
}

/** How long whoever stops such a server waits for it, in milliseconds. */
export function stoppingMilliseconds(seconds: number): number {
  return seconds * 1000 + finishMilliseconds + 1000
}
