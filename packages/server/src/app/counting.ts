import type { FastifyInstance } from 'fastify'
import type { Figures } from '../figures/figures.ts'
import type { RouteRequests } from '../figures/requests.ts'
import { eventStream } from './event-stream.ts'

/** Where a route's configuration holds what counts its requests: found without a look-up. */
const counter = Symbol('counter')

interface Counted {
  [counter]?: RouteRequests
}

/** Has the figures count what this application answers, and lets them go on while it runs. */
export function countRequests(app: FastifyInstance, figures: Figures): void {
  const unmatched = figures.requests.route('*', null)

  app.addHook('onRoute', (route) => {
    const { method, url, config } = route
    const counted: Counted = { [counter]: figures.requests.route([method].flat().join(), url) }
    route.config = { ...config, ...counted }
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { [counter]: requests = unmatched } = request.routeOptions.config as Counted
    // How long somebody listens to a stream of events is no duration of a request.
    if (reply.raw.getHeader('content-type') !== eventStream) {
      requests.count(reply.raw.statusCode, reply.elapsedTime)
    }
    done()
  })
  app.addHook('onReady', async () => figures.start())
  app.addHook('onClose', async () => figures.close())
}
