import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Core } from '@ztoken/core'
import createRouter from 'find-my-way'
import { type AppOptions, buildApp } from '../app.ts'
import { maxParamLength } from '../http/frame.ts'
import { isCanonical } from '../http/targets.ts'

/** A middleware of Connect's form, or a listener of node:http. */
export interface NodeHandler {
  /** What is none of its routes goes on to `next`, untouched; without it the answer is 404. */
  (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): void
  /** Ends the event streams, and what runs in the background. The core stays open. */
  close(): Promise<void>
}

/**
 * The whole HTTP application as a handler for Express, Koa, Nest or node:http. It reads bodies by
 * itself: let it stand before whatever else reads them. Time-outs are those of who listens.
 */
export async function createNodeHandler(
  core: Core,
  options: AppOptions = {},
): Promise<NodeHandler> {
  const { app, routes } = await buildApp(core, options)
  await app.ready()
  // The router that the application itself has: the two never disagree about a path.
  const router = createRouter({ maxParamLength })
  for (const { method, url } of routes) router.on(method as 'GET', url, () => undefined)

  /** Another spelling of a path is none of ours: the host may have put something before ours. */
  function isOurs(request: IncomingMessage & { readonly originalUrl?: string }): boolean {
    const { method = '', url = '', originalUrl = url } = request
    if (!isCanonical(originalUrl) || !isCanonical(url)) return false
    // Express and Connect take away the path they mount at in whatever case it came.
    const taken = originalUrl.endsWith(url) ? originalUrl.slice(0, -url.length) : ''
    return taken === taken.toLowerCase() && router.find(method as 'GET', url) !== null
  }

  function handle(
    request: IncomingMessage,
    response: ServerResponse,
    next?: (error?: unknown) => void,
  ): void {
    if (next !== undefined && !isOurs(request)) {
      next()
    } else if (wasRead(request)) {
      fail(new TypeError('ztoken has to stand before what reads the body'), next)
    } else {
      // Koa begins every reply as a 404.
      response.statusCode = 200
      app.routing(request, response)
    }
  }

  return Object.assign(handle, { close: () => app.close() })
}

/** A body that was read before would be waited for in vain. */
function wasRead({ readableDidRead, headers }: IncomingMessage): boolean {
  if (!readableDidRead) return false
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function fail(error: TypeError, next?: (error: unknown) => void): void {
  if (next === undefined) throw error
  next(error)
}
