import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Fastify from 'fastify'
import { onTestFinished } from 'vitest'
import * as forExpress from 'ztoken/express'
import * as forFastify from 'ztoken/fastify'
import * as forNode from 'ztoken/node'

/** How the one route, /mine, is guarded; it answers with the caller's id, or null. */
export interface Route {
  readonly verb: 'loginRequired' | 'optionalLogin' | 'requirePermission' | 'requireRole'
  /** The permission or the role. */
  readonly wanted?: string
  readonly options?: forNode.GuardOptions
}

type Verbs<Guard> = Record<
  'requirePermission' | 'requireRole',
  (auth: forNode.Authenticator, wanted: string, options?: forNode.GuardOptions) => Guard
> &
  Record<
    'loginRequired' | 'optionalLogin',
    (auth: forNode.Authenticator, options?: forNode.GuardOptions) => Guard
  >

function guardOf<Guard>(
  verbs: Verbs<Guard>,
  auth: forNode.Authenticator,
  { verb, wanted = '', options }: Route,
): Guard {
  if (verb === 'loginRequired' || verb === 'optionalLogin') return verbs[verb](auth, options)
  return verbs[verb](auth, wanted, options)
}

const makers: Readonly<
  Record<string, (auth: forNode.Authenticator, route: Route) => Promise<Server>>
> = {
  Fastify: async (auth, route) => {
    const app = Fastify()
    app.get('/mine', { onRequest: guardOf(forFastify, auth, route) }, async (request) => ({
      id: forFastify.findCaller(request)?.userId ?? null,
    }))
    await app.ready()
    return app.server
  },
  Express: async (auth, route) => {
    const app = express()
    app.get('/mine', guardOf(forExpress, auth, route), (request, response) => {
      response.json({ id: forExpress.findCaller(request)?.userId ?? null })
    })
    return createServer(app as unknown as RequestListener)
  },
  'node:http': async (auth, route) => {
    if (route.verb === 'loginRequired') {
      return createServer(
        forNode.guarded(
          auth,
          (_request, response, caller) => response.end(JSON.stringify({ id: caller.userId })),
          route.options,
        ),
      )
    }
    const guard = guardOf(forNode, auth, route)
    return createServer((request, response) =>
      guard(request, response, () => {
        response.end(JSON.stringify({ id: forNode.findCaller(request)?.userId ?? null }))
      }),
    )
  },
}

/** Every framework we have a guard for. */
export const frameworks: readonly string[] = Object.keys(makers)

/** Starts the route in one of them. Out: the port. */
export async function listening(
  name: string,
  auth: forNode.Authenticator,
  route: Route,
): Promise<number> {
  const server = await (makers[name] as (typeof makers)[string])(auth, route)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}
