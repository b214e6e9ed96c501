import { createServer, type Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import Router from '@koa/router'
import express, { type RequestHandler } from 'express'
import { expressjwt } from 'express-jwt'
import { Hono, type MiddlewareHandler } from 'hono'
import { jwt as honoJwt } from 'hono/jwt'
import jsonwebtoken from 'jsonwebtoken'
import Koa, { type Middleware } from 'koa'
import koaJwt from 'koa-jwt'
import * as forExpress from 'ztoken/express'
import * as forHono from 'ztoken/hono'
import * as forKoa from 'ztoken/koa'
import {
  type Candidate,
  type Candidates,
  jwtsOf,
  openCore,
  parties,
  secret,
  tokensOf,
} from './candidate.ts'

/** One route of three frameworks: without a guard, with ours, and with what the field uses. */
function onExpress(...guards: RequestHandler[]): Server {
  const app = express()
  app.get('/mine', ...guards, (_request, response) => void response.json({ ok: true }))
  return createServer(app)
}

function onHono(...guards: MiddlewareHandler[]): Server {
  const app = new Hono()
  app.get('/mine', ...(guards as [MiddlewareHandler]), (c) => c.json({ ok: true }))
  return createAdaptorServer(app) as Server
}

function onKoa(...guards: Middleware[]): Server {
  const app = new Koa()
  const router = new Router()
  router.get('/mine', ...(guards as [Middleware]), (ctx: Koa.Context) => {
    ctx.body = { ok: true }
  })
  app.use(router.routes())
  return createServer(app.callback())
}

type Opened = Awaited<ReturnType<typeof openCore>>

async function ours(serverOf: (core: Opened) => Server): Promise<Candidate> {
  const core = await openCore()
  const { tokens } = await tokensOf(core)
  return { server: serverOf(core), path: '/mine', tokens }
}

async function fields(server: Server): Promise<Candidate> {
  return { server, path: '/mine', tokens: jwtsOf() }
}

/** What the framework itself takes for one more middleware. */
const pass = async (_: unknown, next: () => Promise<unknown>): Promise<void> => {
  await next()
}

const checks = { algorithms: ['HS256' as const], issuer: parties.iss, audience: parties.aud }

const verifyByHand: RequestHandler = (request, response, next) => {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
  try {
    Object.assign(request, { auth: jsonwebtoken.verify(token, secret, checks) })
  } catch {
    response.status(401).end()
    return
  }
  next()
}

export const guardCandidates: Candidates = {
  'Express, no guard': () => ours(() => onExpress()),
  'Express, an empty middleware': () => ours(() => onExpress((_q, _s, next) => next())),
  'Express, ztoken': () => ours((core) => onExpress(forExpress.loginRequired(core))),
  'Express, express-jwt': () => fields(onExpress(expressjwt({ secret, ...checks }))),
  'Express, jsonwebtoken by hand, jwt': () => fields(onExpress(verifyByHand)),
  'Hono, no guard': () => ours(() => onHono()),
  'Hono, an empty middleware': () => ours(() => onHono(pass)),
  'Hono, ztoken': () => ours((core) => onHono(forHono.loginRequired(core))),
  'Hono, hono/jwt': () => fields(onHono(honoJwt({ secret, alg: 'HS256' }))),
  'Koa, no guard': () => ours(() => onKoa()),
  'Koa, an empty middleware': () => ours(() => onKoa(pass)),
  'Koa, ztoken': () => ours((core) => onKoa(forKoa.loginRequired(core))),
  'Koa, koa-jwt': () => fields(onKoa(koaJwt({ secret, ...checks }))),
}
