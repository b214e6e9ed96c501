import { createServer, type Server } from 'node:http'
import type { Ztoken } from 'ztoken'
import { guarded } from 'ztoken/node'

/** A plain server of node:http whose every path needs a login. */
export function createApp(auth: Ztoken): Server {
  return createServer(
    guarded(auth, (_request, response, caller) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ userId: caller.userId }))
    }),
  )
}
