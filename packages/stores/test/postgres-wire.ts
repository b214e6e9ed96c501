import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A wire to a PostgreSQL that can be made to fail, as networks do. */
export interface Wire {
  /** The database's URL by way of the wire. */
  readonly url: string
  /** Nothing comes through any more and nobody is told; nor on what begins before `mend`. */
  freeze(): void
  /** From now on what the database answers gets lost, and its connection breaks. */
  loseReplies(): void
  /** Connections that begin from now on work. */
  mend(): void
  close(): Promise<void>
}

type State = 'whole' | 'frozen' | 'losing replies'

export async function openWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const frozen = new WeakSet<Socket>()
  let state: State = 'whole'

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      if (state === 'frozen') frozen.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        if (!frozen.has(from)) to.destroy()
      })
      from.on('data', (piece) => {
        if (frozen.has(from)) return
        if (state === 'losing replies' && from === far) near.destroy()
        else to.write(piece)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  return {
    url: Object.assign(new URL(databaseUrl), { port: String(address.port) }).href,
    freeze() {
      state = 'frozen'
      for (const socket of sockets) frozen.add(socket)
    },
    loseReplies() {
      state = 'losing replies'
    },
    mend() {
      state = 'whole'
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
