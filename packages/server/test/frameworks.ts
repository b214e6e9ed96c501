import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { createAdaptorServer } from '@hono/node-server'
// Before any server is made: it replaces the Response of the process, and with it this one.
import '@hono/node-server/utils/response'
import Router from '@koa/router'
import express from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { onTestFinished } from 'vitest'
import { type StepUpWanted, ZtokenError } from 'ztoken'
import * as forExpress from 'ztoken/express'
import * as forFastify from 'ztoken/fastify'
import * as forFetch from 'ztoken/fetch'
import * as forHono from 'ztoken/hono'
import * as forKoa from 'ztoken/koa'
import * as forNode from 'ztoken/node'
import { nestOnExpress, nestOnFastify } from './nest.ts'

/** How the one route, /mine, is guarded; it answers with the caller's id, or null. */
export interface Route {
  readonly verb:
    | 'loginRequired'
    | 'optionalLogin'
    | 'requirePermission'
    | 'requireRole'
    | 'requireStepUp'
  /** What a step-up asks for. */
  readonly stepUp?: StepUpWanted
  /** The permission or the role. */
  readonly wanted?: string
  readonly options?: forNode.GuardOptions
  /** Is there an error handler of the application's, which answers as `handledBy`? */
  readonly hasErrorHandler?: boolean
}

/** What the one route answers: who it is, and what the application says of them where it does. */
export function shown(caller: forNode.Caller | null): { id: string | null; claims?: object } {
  const id = caller?.userId ?? null
  const claims = caller?.claims ?? {}
  return Object.keys(claims).length === 0 ? { id } : { id, claims }
}

/** What an application's own error handler says: all it can see, under a status of its own. */
export function handledBy(error: unknown): { status: number; body: object } {
  const { cause } = Object(error) as { cause?: unknown }
  const failure = error instanceof ZtokenError ? error : cause
  const code = failure instanceof ZtokenError ? failure.code : null
  return { status: 418, body: { handled: code, seen: inspect(error, { depth: 9 }) } }
}

type LoginVerb<Guard> = (auth: forNode.Authenticator, options?: forNode.GuardOptions) => Guard
type AccessVerb<Guard> = (
  auth: forNode.Authenticator,
  wanted: string,
  options?: forNode.GuardOptions,
) => Guard

type StepUpVerb<Guard> = (
  auth: forNode.Authenticator,
  wanted?: StepUpWanted,
  options?: forNode.GuardOptions,
) => Guard

interface Verbs<Guard, Optional> {
  readonly loginRequired: LoginVerb<Guard>
  readonly requirePermission: AccessVerb<Guard>
  readonly requireRole: AccessVerb<Guard>
  readonly requireStepUp: StepUpVerb<Guard>
  readonly optionalLogin: LoginVerb<Optional>
}

function guardOf<Guard, Optional>(
  verbs: Verbs<Guard, Optional>,
  auth: forNode.Authenticator,
  { verb, wanted = '', stepUp, options }: Route,
): Guard | Optional {
  if (verb === 'requireStepUp') return verbs.requireStepUp(auth, stepUp, options)
  if (verb === 'loginRequired' || verb === 'optionalLogin') return verbs[verb](auth, options)
  return verbs[verb](auth, wanted, options)
}

type Maker = (auth: forNode.Authenticator, route: Route) => Promise<Server>

/** Both versions have one interface, and one adapter. */
function onExpress(create: typeof express): Maker {
  return async (auth, route) => {
    const app = create()
    app.get('/mine', guardOf(forExpress, auth, route), (request, response) => {
      response.json(shown(forExpress.findCaller(request)))
    })
    if (route.hasErrorHandler) {
      app.use(((error, _request, response, _next) => {
        const { status, body } = handledBy(error)
        response.status(status).json(body)
      }) satisfies express.ErrorRequestHandler)
    }
    return createServer(app as unknown as RequestListener)
  }
}

function honoOf(auth: forNode.Authenticator, route: Route): Hono {
  const app = new Hono()
  if (route.hasErrorHandler) {
    app.onError((error, c) => {
      const { status, body } = handledBy(error)
      return c.json(body, status as 418)
    })
  }
  const guard = guardOf(forHono, auth, route) as forHono.Guard<forHono.Caller | null>
  app.get('/mine', guard, (c) => {
    if (c.var.caller !== forHono.findCaller(c)) throw new Error('two callers')
    return c.json(shown(c.var.caller))
  })
  return app
}

const makers: Readonly<Record<string, Maker>> = {
  Fastify: async (auth, route) => {
    const app = Fastify()
    if (route.hasErrorHandler) {
      app.setErrorHandler((error, _request, reply) => {
        const { status, body } = handledBy(error)
        return reply.code(status).send(body)
      })
    }
    app.get('/mine', { onRequest: guardOf(forFastify, auth, route) }, async (request) =>
      shown(forFastify.findCaller(request)),
    )
    await app.ready()
    return app.server
  },
  'Express 5': onExpress(express),
  'Express 4': onExpress(express4 as unknown as typeof express),
  Hono: async (auth, route) => createAdaptorServer(honoOf(auth, route)) as Server,
  'Hono, away from Node': async (auth, route) => {
    const app = honoOf(auth, route)
    // As on other runtimes: nothing but a Request comes in.
    return createAdaptorServer({ fetch: (request) => app.fetch(request) }) as Server
  },
  Koa: async (auth, route) => {
    const app = new Koa()
    app.silent = true
    if (route.hasErrorHandler) {
      app.use(async (ctx, next) => {
        try {
          await next()
        } catch (error) {
          Object.assign(ctx, handledBy(error))
        }
      })
    }
    const router = new Router()
    const guard = guardOf(forKoa, auth, route) as forKoa.Guard<forKoa.Caller | null>
    router.get('/mine', guard, (ctx) => {
      if (ctx.state.caller !== forKoa.findCaller(ctx)) throw new Error('two callers')
      ctx.body = shown(ctx.state.caller)
    })
    app.use(router.routes())
    return createServer(app.callback())
  },
  'Nest on Express': nestOnExpress,
  'Nest on Fastify': nestOnFastify,
  'node:http': async (auth, route) => {
    if (route.verb === 'loginRequired' && route.options?.replies !== 'framework') {
      return createServer(
        forNode.guarded(
          auth,
          (_request, response, caller) => response.end(JSON.stringify(shown(caller))),
          { ...route.options, replies: route.options?.replies ?? 'semantic' },
        ),
      )
    }
    const guard = guardOf(forNode, auth, route)
    return createServer((request, response) =>
      guard(request, response, (error) => {
        if (error !== undefined) {
          const { status, body } = handledBy(error)
          response.statusCode = route.hasErrorHandler ? status : Object(error).status
          response.end(JSON.stringify(body))
          return
        }
        response.end(JSON.stringify(shown(forNode.findCaller(request))))
      }),
    )
  },
  fetch: async (auth, route) => {
    const guard = guardOf(forFetch, auth, route) as forFetch.Guard<forFetch.Caller | null>
    const mine = guard((_request, caller) => Response.json(shown(caller)))
    return createAdaptorServer({
      async fetch(request) {
        if (new URL(request.url).pathname !== '/mine') return new Response(null, { status: 404 })
        try {
          return await mine(request)
        } catch (error) {
          const { status, body } = handledBy(error)
          return Response.json(body, {
            status: route.hasErrorHandler ? status : Object(error).status,
          })
        }
      },
    }) as Server
  },
}

/** Every framework we have a guard for. */
export const frameworks: readonly string[] = Object.keys(makers)

/** Those that hand over Headers, where what was sent twice is one text with commas. */
export const joinsHeaders: ReadonlySet<string> = new Set(['Hono, away from Node', 'fetch'])

/** Starts the route in one of them. Out: the port. */
export async function listening(
  name: string,
  auth: forNode.Authenticator,
  route: Route,
): Promise<number> {
  const server = await (makers[name] as Maker)(auth, route)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
