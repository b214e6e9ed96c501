import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A proxy that has given a server a path of its site, and has other things beside it. */
export interface PathProxy {
  readonly origin: string
  /** What was asked for beside the path. */
  readonly strays: string[]
  /** Sends what comes below the path to this server. */
  serve(server: { readonly origin: string }): void
}

/**
 * Opens one, as `location /auth/ { proxy_pass http://127.0.0.1:8080/; }` of nginx takes the path
 * off, or without the last slash leaves it on.
 */
export async function openPathProxy(path: string, way: 'off' | 'on'): Promise<PathProxy> {
  const strays: string[] = []
  let upstream = ''

  function pass(from: IncomingMessage, to: ServerResponse): void {
    const { url = '/', method, headers } = from
    if (!url.startsWith(`${path}/`)) {
      strays.push(url)
      to.writeHead(404).end('the application beside it')
      return
    }
    const target = way === 'off' ? url.slice(path.length) : url
    const onward = request(`${upstream}${target}`, { method, headers }, (reply) => {
      to.writeHead(reply.statusCode ?? 502, reply.headers)
      to.flushHeaders()
      reply.pipe(to)
    })
    onward.on('error', () => to.destroy())
    to.on('close', () => onward.destroy())
    from.pipe(onward)
  }

  const server = createServer(pass)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    strays,
    serve({ origin }) {
      upstream = origin
    },
  }
}
