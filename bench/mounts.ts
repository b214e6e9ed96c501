import { createServer, type Server } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import type { Core } from '@ztoken/core'
import express from 'express'
import Fastify from 'fastify'
import { type Context, Hono } from 'hono'
import { createFetchHandler, createNodeHandler, ztokenPlugin } from 'ztoken/server'
import { type Candidate, type Candidates, openCore, tokensOf } from './candidate.ts'

/** The whole application in other people's servers. */
async function mounted(serverOf: (core: Core) => Promise<Server>): Promise<Candidate> {
  const core = await openCore()
  const { tokens } = await tokensOf(core)
  return { server: await serverOf(core), path: '/auth/user/detail', tokens }
}

const prefix = '/auth'

export const mountCandidates: Candidates = {
  'in Fastify': () =>
    mounted(async (core) => {
      const app = Fastify()
      await app.register(ztokenPlugin, { core, prefix })
      await app.ready()
      return app.server
    }),
  'in Express': () =>
    mounted(async (core) => {
      const app = express()
      app.use(await createNodeHandler(core, { prefix }))
      return createServer(app)
    }),
  'in node:http': () =>
    mounted(async (core) => createServer(await createNodeHandler(core, { prefix }))),
  'in Hono': () =>
    mounted(async (core) => {
      type C = Context<{ Bindings: HttpBindings }>
      const addressOf = (_request: Request, c: C): string =>
        c.env.incoming.socket.remoteAddress ?? ''
      const handler = await createFetchHandler(core, { prefix, addressOf })
      const app = new Hono<{ Bindings: HttpBindings }>()
      app.all('/auth/*', (c) => handler(c.req.raw, c))
      return createAdaptorServer(app) as Server
    }),
}
