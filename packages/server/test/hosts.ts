import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Core } from '@ztoken/core'
import express from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import { type Context, Hono } from 'hono'
import Koa from 'koa'
import { onTestFinished } from 'vitest'
import {
  type AppOptions,
  createFetchHandler,
  createNodeHandler,
  type NodeHandler,
  ztokenPlugin,
} from '../src/server.ts'
import { nestHostOnExpress, nestHostOnFastify } from './nest-hosts.ts'

/**
 * Somebody else's server, in which ztoken is mounted. Everything of its own it answers with the
 * header `x-host`: POST /echo and POST /auth/echo give back the JSON that its own parser read, GET
 * /boom fails into its own error handler, the rest is its own 404. All is `{ host: … }`.
 */
export interface Host {
  readonly server: Server
  /** Ends what was mounted. */
  close(): Promise<void>
}
export type HostMaker = (core: Core, options: AppOptions) => Promise<Host>

const echoes = ['/echo', '/auth/echo']
export const failure = 'a failure of the host'

function onExpress(create: typeof express, strips = false): HostMaker {
  return async (core, options) => {
    const { prefix = '', ...rest } = options
    const handler = await createNodeHandler(core, strips ? rest : options)
    const app = create()
    if (strips) app.use(prefix, handler)
    else app.use(handler)
    app.use((_request, response, next) => {
      response.setHeader('x-host', 'yes')
      next()
    })
    app.use(express.json())
    for (const path of echoes) {
      app.post(path, (request, response) => void response.json({ host: request.body }))
    }
    app.get('/boom', () => {
      throw new Error(failure)
    })
    app.use((_request, response) => void response.status(404).json({ host: 'nothing here' }))
    app.use(((error, _request, response, _next) => {
      response.status(418).json({ host: error.message })
    }) satisfies express.ErrorRequestHandler)
    return { server: createServer(app as unknown as RequestListener), close: handler.close }
  }
}

/** As the documentation shows it. */
function inKoa(handler: NodeHandler): Koa.Middleware {
  return (ctx, next) => {
    let passedOn: Promise<void> | undefined
    handler(ctx.req, ctx.res, (error) => {
      passedOn = error === undefined ? next() : Promise.reject(error)
    })
    ctx.respond = passedOn !== undefined
    return passedOn
  }
}

async function jsonOf(stream: AsyncIterable<Buffer>): Promise<unknown> {
  let text = ''
  for await (const piece of stream) text += piece
  return JSON.parse(text)
}

const hostHeaders = { 'x-host': 'yes' }
const notFound = (): Response =>
  Response.json({ host: 'nothing here' }, { status: 404, headers: hostHeaders })

function honoHost(): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.onError((error, c) => c.json({ host: error.message }, 418, hostHeaders))
  app.notFound(notFound)
  for (const path of echoes) {
    app.post(path, async (c) => c.json({ host: await c.req.json() }, 200, hostHeaders))
  }
  app.get('/boom', () => {
    throw new Error(failure)
  })
  return app
}

/** Middlewares are mounted so in Connect, and by servers made like it: in any case, `originalUrl` kept. */
async function onConnect(core: Core, options: AppOptions): Promise<Host> {
  const { prefix = '', ...rest } = options
  const handler = await createNodeHandler(core, rest)
  const server = createServer((request: IncomingMessage & { originalUrl?: string }, response) => {
    const { url = '' } = request
    const answer = async (error?: unknown): Promise<void> => {
      request.url = url
      const isEcho = request.method === 'POST' && echoes.includes(url)
      const isBoom = error !== undefined || url === '/boom'
      const body = isEcho ? await jsonOf(request) : isBoom ? failure : 'nothing here'
      response.writeHead(isBoom ? 418 : isEcho ? 200 : 404, {
        ...hostHeaders,
        'content-type': 'application/json',
      })
      response.end(JSON.stringify({ host: body }))
    }
    if (!url.toLowerCase().startsWith(`${prefix}/`)) return void answer()
    request.originalUrl = url
    request.url = url.slice(prefix.length)
    handler(request, response, answer)
  })
  return { server, close: handler.close }
}

export const hosts: Readonly<Record<string, HostMaker>> = {
  Fastify: async (core, options) => {
    const app = Fastify({ bodyLimit: 5_000_000 })
    app.setErrorHandler((error, _request, reply) =>
      reply.code(418).send({ host: (error as Error).message }),
    )
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ host: 'nothing here' }))
    app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => {
      done(null, body)
    })
    for (const hook of ['preParsing', 'onSend'] as const) {
      app.addHook(
        hook,
        async (_request: unknown, reply: { header(...pair: string[]): unknown }) => {
          reply.header('x-host', 'yes')
        },
      )
    }
    app.addHook('preValidation', async (request) => {
      if (request.url.startsWith('/auth/v1')) throw new Error('a hook of the host')
    })
    await app.register(ztokenPlugin, { core, ...options })
    for (const path of echoes) app.post(path, async (request) => ({ host: request.body }))
    app.get('/boom', async () => {
      throw new Error(failure)
    })
    await app.ready()
    return { server: app.server, close: () => app.close() }
  },
  'Express 5': onExpress(express),
  'Express 4': onExpress(express4 as unknown as typeof express),
  'Express 5, by its own mount path': onExpress(express, true),
  'Express 4, by its own mount path': onExpress(express4 as unknown as typeof express, true),
  'a server like Connect, by its own mount path': onConnect,
  Koa: async (core, options) => {
    const handler = await createNodeHandler(core, options)
    const app = new Koa()
    app.silent = true
    app.use(async (ctx, next) => {
      try {
        await next()
      } catch (error) {
        ctx.status = 418
        ctx.body = { host: (error as Error).message }
      }
    })
    app.use(inKoa(handler))
    app.use(async (ctx) => {
      ctx.set(hostHeaders)
      if (ctx.path === '/boom') throw new Error(failure)
      const isEcho = ctx.method === 'POST' && echoes.includes(ctx.path)
      ctx.status = isEcho ? 200 : 404
      ctx.body = { host: isEcho ? await jsonOf(ctx.req) : 'nothing here' }
    })
    return { server: createServer(app.callback()), close: handler.close }
  },
  'Nest on Express': nestHostOnExpress,
  'Nest on Fastify': nestHostOnFastify,
  'node:http': async (core, options) => {
    const handler = await createNodeHandler(core, options)
    const server = createServer((request, response) => {
      handler(request, response, async (error) => {
        const answer = (status: number, host: unknown): void => {
          response.writeHead(status, { ...hostHeaders, 'content-type': 'application/json' })
          response.end(JSON.stringify({ host }))
        }
        if (error !== undefined) answer(418, (error as Error).message)
        else if (request.url === '/boom') answer(418, failure)
        else if (request.method === 'POST') answer(200, await jsonOf(request))
        else answer(404, 'nothing here')
      })
    })
    return { server, close: handler.close }
  },
  Hono: async (core, options) => {
    const handler = await createFetchHandler<[Context]>(core, {
      ...options,
      addressOf: (_request, c) => getConnInfo(c).remote.address ?? '',
    })
    const app = honoHost()
    app.all(`${options.prefix}/*`, (c) => handler(c.req.raw, c))
    return { server: createAdaptorServer(app) as Server, close: handler.close }
  },
  'Hono, by its connection on Node': async (core, options) => {
    const handler = await createNodeHandler(core, options)
    const app = honoHost()
    app.all(`${options.prefix}/*`, ({ env: { incoming, outgoing } }) => {
      handler(incoming, outgoing)
      return RESPONSE_ALREADY_SENT
    })
    return { server: createAdaptorServer(app) as Server, close: handler.close }
  },
  'a catch-all route of Next.js': async (core, options) => {
    const handler = await createFetchHandler(core, {
      ...options,
      addressOf: (request) => request.headers.get('x-real-ip') ?? '127.0.0.1',
    })
    const fetch = async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url)
      if (echoes.includes(pathname)) {
        return Response.json({ host: await request.json() }, { headers: hostHeaders })
      }
      if (pathname === '/boom') {
        return Response.json({ host: failure }, { status: 418, headers: hostHeaders })
      }
      return pathname.startsWith(`${options.prefix}/`) ? handler(request) : notFound()
    }
    return { server: createAdaptorServer({ fetch }) as Server, close: handler.close }
  },
}

/** Hosts with no way to pass on what is not ours: under its prefix ztoken answers 404 itself. */
export const answersAllBelow: ReadonlySet<string> = new Set([
  'Hono',
  'Hono, by its connection on Node',
  'a catch-all route of Next.js',
])

/** Starts one of them with ztoken in it. Out: where it listens. */
export async function hosting(
  name: string,
  core: Core,
  options: AppOptions,
): Promise<Host & { readonly port: number; readonly url: string }> {
  const host = await (hosts[name] as HostMaker)(core, options)
  await new Promise<void>((resolve) => host.server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(async () => {
    host.server.closeAllConnections()
    await host.close()
    host.server.closeAllConnections()
    host.server.close()
  })
  const { port } = host.server.address() as AddressInfo
  return { ...host, port, url: `http://127.0.0.1:${port}` }
}
