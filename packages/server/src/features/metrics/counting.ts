import { eventStream } from '../../http/event-stream.ts'
import type { Http } from '../../http/route.ts'
import type { Metrics } from './metrics.ts'
import type { RouteRequests } from './requests.ts'

/** Where a route's configuration holds what counts its requests: found without a look-up. */
const counter = Symbol('counter')

interface Counted {
  [counter]?: RouteRequests
}

/** Has the metrics count what this application answers, and lets them go on while it runs. */
export function countRequests(app: Http['app'], metrics: Metrics): void {
  const unmatched = metrics.requests.route('*', null)

  app.addHook('onRoute', (route) => {
    const { method, url, config } = route
    const counted: Counted = { [counter]: metrics.requests.route([method].flat().join(), url) }
    route.config = { ...config, ...counted }
  })
  app.addHook('preSerialization', (_request, _reply, payload, done) => {
    metrics.refusals.count(payload)
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { [counter]: requests = unmatched } = request.routeOptions.config as Counted
    // How long somebody listens to a stream of events is no duration of a request.
    if (reply.raw.getHeader('content-type') !== eventStream) {
      requests.count(reply.raw.statusCode, reply.elapsedTime)
    }
    done()
  })
  app.addHook('onReady', async () => metrics.start())
  app.addHook('onClose', async () => metrics.close())
}
