import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Askers, followAskers } from './askers.ts'
import { signalled } from './signals.ts'

/** What is still under way when the drain is over has so long to finish. */
const finishMilliseconds = 7000
const lookMilliseconds = 50
/** Who still asks on kept connections when no new ones are taken has so long of it. */
const lastMilliseconds = 3000
/** Nobody has come for so long and nobody is there: nothing is waited for. */
const quietMilliseconds = 1000
/** A request that is on its way has come by then: who has just connected is about to ask. */
const unfinishedMilliseconds = 250

/** How a server stops; begun before it listens. */
export interface Draining {
  /** True from the first signal on: not ready any more, and every reply ends its connection. */
  isStopping(): boolean
  /** Resolves when a signal has come and the server has stopped. */
  untilStopped(app: FastifyInstance): Promise<void>
}

/**
 * After a signal to stop: not ready at once, every reply ends its connection, and kept ones that ask
 * nothing stay open for `seconds`, since a balancer may have sent a request on one at that moment
 * (RFC 9112 §9.5). Where none is open, or once all have gone and nobody comes, nothing is waited
 * for. A terminal's SIGINT waits for none.
 */
export function createDraining(seconds: number): Draining {
  let isStopping = false

  return {
    isStopping: () => isStopping,
    async untilStopped(app) {
      const askers = followAskers(app.server)
      const signal = await signalled()
      isStopping = true
      const looks = setInterval(
        () => askers.cutOffUnfinished(unfinishedMilliseconds),
        lookMilliseconds,
      )
      if (signal !== 'SIGINT') await drained(askers, seconds * 1000)
      const cutOff = setTimeout(() => app.server.closeAllConnections(), finishMilliseconds)
      await stopListening(app.server)
      if (signal !== 'SIGINT') await unused(askers)
      await app.close()
      clearTimeout(cutOff)
      clearInterval(looks)
    },
  }
}

async function drained(askers: Askers, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  while (performance.now() < end) {
    if (askers.count === 0 && performance.now() - askers.cameAt > quietMilliseconds) return
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
  }
}

/** While a balancer uses connections that it kept, closing the others would meet a request. */
async function unused(askers: Askers): Promise<void> {
  const end = performance.now() + lastMilliseconds
  while (performance.now() < end) {
    if (askers.count === 0 || performance.now() - askers.askedAt > quietMilliseconds) return
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
  }
}

/**
 * Kept connections stay. One that nobody has taken up yet would be reset with the port, so it is
 * closed straight after a turn of the event loop that took them all up.
 */
function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      setImmediate(() => {
        NetServer.prototype.close.call(server)
        resolve()
      })
    })
  })
}

/** How long whoever stops such a server waits for it, in milliseconds. */
export function stoppingMilliseconds(seconds: number): number {
  return seconds * 1000 + finishMilliseconds + 1000
}
