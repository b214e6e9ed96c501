import { chmodSync, statSync, unlinkSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { isSocketPath } from '../config/hosts.ts'
import type { Settings } from '../config/settings.ts'
import { CommandError } from './terminal.ts'

/** Its owner and its group may connect: the user of a proxy belongs in the group. */
const mode = 0o660

/** Where to listen, as the server takes it. */
export function listenOptions({
  host,
  port,
}: Pick<Settings, 'host' | 'port'>): { path: string } | { host: string; port: number } {
  return isSocketPath(host) ? { path: host } : { host, port }
}

/**
 * Makes room for a socket: one that a killed process left is removed, one where somebody listens is
 * not. Throws CommandError for that and for a file that is no socket.
 */
export async function makeRoom({ host: path }: Pick<Settings, 'host'>): Promise<void> {
  if (!isSocketPath(path)) return
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) throw new CommandError(`ZTOKEN_HOST: ${path} exists and is not a socket`)
  if (await answers(path))
    throw new CommandError(`ZTOKEN_HOST: another process already listens on ${path}`)
  unlinkSync(path)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED'))
  })
}

/** Lets the group in. */
export function openToGroup({ host: path }: Pick<Settings, 'host'>): void {
  if (isSocketPath(path)) chmodSync(path, mode)
}

/** Who connects by a socket has no address; it is this machine's own (limits, trusted proxies). */
export function addressSocketPeers(server: Server, { host }: Pick<Settings, 'host'>): void {
  if (!isSocketPath(host)) return
  server.prependListener('connection', (socket: Socket) => {
    Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.1' })
  })
}
