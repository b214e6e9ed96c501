import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Core } from '@ztoken/core'
import type { HTTPMethods } from 'fastify'
import { type AppOptions, buildApp } from '../app.ts'

export interface ZtokenPluginOptions extends AppOptions {
  readonly core: Core
}

/** Of a Fastify instance what is used here: any copy of Fastify 5, with any type provider, has it. */
export interface FastifyHost {
  readonly prefix: string
  addHook(name: 'preClose', hook: () => Promise<void>): unknown
  route(options: {
    method: HTTPMethods
    url: string
    exposeHeadRoute: boolean
    onRequest(request: { raw: IncomingMessage }, reply: HostReply): void
    handler(request: unknown, reply: HostReply): void
  }): unknown
}

interface HostReply {
  readonly raw: ServerResponse
  hijack(): unknown
  callNotFound(): unknown
}

/**
 * The whole HTTP application inside another Fastify application:
 * `await app.register(ztokenPlugin, { core: auth, prefix: '/auth' })`. Of the other application only
 * its `onRequest` and `onResponse` hooks see these requests; parsers, validation, error handlers and
 * headers of either side never meet, because what answers is an instance of its own.
 */
export async function ztokenPlugin(
  host: FastifyHost,
  { core, ...options }: ZtokenPluginOptions,
): Promise<void> {
  // Fastify has put together the prefixes of all the plugins around this one.
  const { app, routes } = await buildApp(core, { ...options, prefix: host.prefix })
  await app.ready()
  // Before the host waits for its connections: event streams end only when they are told to.
  host.addHook('preClose', () => app.close())
  for (const { method, url } of routes) {
    host.route({
      method,
      url: url.slice(host.prefix.length),
      exposeHeadRoute: false,
      // Nothing after this hook runs, so that nobody reads the body before its reader.
      onRequest(request, reply) {
        reply.hijack()
        app.routing(request.raw, reply.raw)
      },
      handler: (_request, reply) => void reply.callNotFound(),
    })
  }
}
