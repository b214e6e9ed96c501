import { once } from 'node:events'
import {
  Agent,
  createServer,
  get,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'

/** A load balancer as small as one can be: connections that it keeps, and each server in its turn. */
export interface Balancer {
  /** Failures of a server that a client was told of as 502, by their code. */
  readonly failures: ReadonlyMap<string, number>
  close(): void
}

export interface BalancerOptions {
  readonly port: number
  readonly servers: readonly number[]
  /** How often each server is asked whether it is ready; null: never, as nginx does not. */
  readonly checkMilliseconds: number | null
}

interface Target {
  readonly port: number
  readonly agent: Agent
  isReady: boolean
}

/**
 * Where a new connection fails the next server is asked, as usual; what was sent on a kept one is
 * never sent again, for nobody knows what became of it.
 */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const { port, servers, checkMilliseconds } = options
  const failures = new Map<string, number>()
  const targets: readonly Target[] = servers.map((server) => ({
    port: server,
    agent: new Agent({ keepAlive: true, maxFreeSockets: 64 }),
    isReady: true,
  }))
  let turn = 0

  function pass(
    asked: IncomingMessage,
    reply: ServerResponse,
    [target, ...others]: Target[],
  ): void {
    if (target === undefined) throw new Error('there is no server left')
    const { method, url, headers } = asked
    const { connection: _, ...passed } = headers
    const sent = request({ ...addressOf(target), method, path: url, headers: passed })
    sent.on('response', (answer) => {
      const { connection: __, 'keep-alive': ___, ...given } = answer.headers
      reply.writeHead(answer.statusCode ?? 502, given)
      answer.pipe(reply)
    })
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isLost = sent.reusedSocket || reply.headersSent
      if (!isLost && others.length > 0) {
        pass(asked, reply, others)
        return
      }
      const what = `${error.code ?? error.message}, ${sent.reusedSocket ? 'kept' : 'new'} connection`
      failures.set(what, (failures.get(what) ?? 0) + 1)
      if (reply.headersSent) reply.destroy()
      else reply.writeHead(502, { 'content-length': 0 }).end()
    })
    sent.end()
  }

  /** All of them, those that are ready first. */
  function inTurn(): Target[] {
    turn = (turn + 1) % targets.length
    const all = [...targets.slice(turn), ...targets.slice(0, turn)]
    return [...all.filter(({ isReady }) => isReady), ...all.filter(({ isReady }) => !isReady)]
  }

  const server = createServer((asked, reply) => pass(asked, reply, inTurn()))
  // Its own clients keep their connections for as long as they want.
  server.keepAliveTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const checks = setInterval(() => {
    if (checkMilliseconds !== null) for (const target of targets) check(target)
  }, checkMilliseconds ?? 1000)
  return {
    failures,
    close() {
      clearInterval(checks)
      server.close()
      server.closeAllConnections()
      for (const { agent } of targets) agent.destroy()
    },
  }
}

const addressOf = ({ port, agent }: Target) => ({ port, agent, host: '127.0.0.1' })

function check(target: Target): void {
  const asked = get({ port: target.port, host: '127.0.0.1', path: '/readyz', agent: false })
  asked.on('response', (answer) => {
    answer.resume()
    target.isReady = answer.statusCode === 200
  })
  asked.on('error', () => {
    target.isReady = false
  })
}
