import Router from '@koa/router'
import { type Authenticator, type Caller, callerOf, findCaller } from '@ztoken/guard'
import * as forExpress from '@ztoken/guard/express'
import * as forFastify from '@ztoken/guard/fastify'
import * as forFetch from '@ztoken/guard/fetch'
import * as forHono from '@ztoken/guard/hono'
import * as forKoa from '@ztoken/guard/koa'
import * as forNest from '@ztoken/guard/nest'
import * as forNode from '@ztoken/guard/node'
import {
  createRemoteAuthenticator,
  type PermittingAuthenticator,
  type RemoteAuthenticator,
  type RemoteOptions,
  type StepUpAuthenticator,
} from '@ztoken/guard/remote'
import express from 'express'
import express4 from 'express4'
import Fastify, { type FastifyRequest } from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { expectTypeOf } from 'vitest'

/** Compiled by `npm run types` and never run: what an application may write with each adapter. */
declare const auth: Authenticator

const everyOption: forNode.GuardOptions[] = [
  {},
  { replies: 'semantic' },
  { replies: 'tutorial', whenStale: 'serve' },
  { replies: 'framework' },
  // @ts-expect-error There is no such form.
  { replies: 'json' },
]
expectTypeOf(callerOf({})).toEqualTypeOf<Caller>()
expectTypeOf(findCaller({})).toEqualTypeOf<Caller | null>()

for (const options of everyOption) {
  const expressApp = express()
  expressApp.use(forExpress.optionalLogin(auth, options))
  expressApp.get(
    '/mine/:id',
    forExpress.requireRole(auth, 'admin', options),
    (request, response) => {
      expectTypeOf(request.params.id).toEqualTypeOf<string>()
      expectTypeOf(forExpress.callerOf(request)).toEqualTypeOf<Caller>()
      expectTypeOf(request).not.toHaveProperty('caller')
      response.end()
    },
  )
  const express4App = express4()
  express4App.use(forExpress.optionalLogin(auth, options))
  express4App.get(
    '/mine',
    forExpress.requirePermission(auth, 'a', options),
    (request, response) => {
      expectTypeOf(forExpress.callerOf(request)).toEqualTypeOf<Caller>()
      response.end()
    },
  )

  const fastify = Fastify()
  fastify.addHook('onRequest', forFastify.optionalLogin(auth, options))
  const onRequest = [
    forFastify.loginRequired(auth),
    forFastify.requirePermission(auth, 'a', options),
  ]
  fastify.get<{ Params: { id: string } }>('/mine/:id', { onRequest }, async (request) => {
    expectTypeOf(request.params.id).toEqualTypeOf<string>()
    expectTypeOf(forFastify.callerOf(request)).toEqualTypeOf<Caller>()
  })

  const hono = new Hono<{ Variables: { requestId: string } }>()
  hono.use('/all/*', forHono.loginRequired(auth, options))
  hono.get('/mine/:id', forHono.requirePermission(auth, 'a', options), (c) => {
    expectTypeOf(c.var.caller).toEqualTypeOf<Caller>()
    expectTypeOf(c.get('caller')).toEqualTypeOf<Caller>()
    expectTypeOf(c.var.requestId).toEqualTypeOf<string>()
    expectTypeOf(c.req.param('id')).toEqualTypeOf<string>()
    return c.json({ id: forHono.callerOf(c).userId })
  })
  hono.get('/perhaps', forHono.optionalLogin(auth, options), (c) => {
    expectTypeOf(c.var.caller).toEqualTypeOf<Caller | null>()
    return c.body(null)
  })
  // @ts-expect-error Without a guard there is no caller.
  hono.get('/open', (c) => c.json(c.var.caller))

  interface State {
    readonly requestId: string
  }
  const router = new Router<State>()
  router.get('/mine', forKoa.requireRole(auth, 'admin', options), (ctx) => {
    expectTypeOf(ctx.state.caller).toEqualTypeOf<Caller>()
    expectTypeOf(ctx.state.requestId).toEqualTypeOf<string>()
    expectTypeOf(forKoa.callerOf(ctx)).toEqualTypeOf<Caller>()
  })
  router.get('/perhaps', forKoa.optionalLogin(auth, options), (ctx) => {
    expectTypeOf(ctx.state.caller).toEqualTypeOf<Caller | null>()
  })
  // @ts-expect-error Without a guard there is no caller.
  router.get('/open', (ctx) => ctx.state.caller)
  new Koa().use(forKoa.loginRequired(auth, options))

  @forNest.LoginRequired()
  class Controller {
    @forNest.RequirePermission('a', options)
    @forNest.RequireRole('admin', options)
    mine(@forNest.Caller() caller: forNest.Caller): void {
      expectTypeOf(caller).toEqualTypeOf<Caller>()
    }

    @forNest.OptionalLogin(options)
    perhaps(@forNest.Caller() _caller: forNest.Caller | null): void {}
  }
  const module = forNest.ZtokenModule.forRoot(Promise.resolve(auth), options)
  expectTypeOf(module.module).not.toBeAny()
  expectTypeOf(Controller).toBeConstructibleWith()

  const GET = forFetch.loginRequired(
    auth,
    options,
  )((request, caller) => {
    expectTypeOf(request).toEqualTypeOf<Request>()
    expectTypeOf(caller).toEqualTypeOf<Caller>()
    return new Response()
  })
  expectTypeOf(GET(new Request('http://a'))).toEqualTypeOf<Promise<Response>>()
  interface NextRequest extends Request {
    readonly nextUrl: URL
  }
  interface RouteContext {
    readonly params: Promise<{ id: string }>
  }
  const withContext = forFetch.requirePermission(
    auth,
    'a',
    options,
  )(
    async (request: NextRequest, { userId }, { params }: RouteContext) =>
      new Response(`${userId} ${request.nextUrl.href} ${(await params).id}`),
  )
  expectTypeOf(withContext).toEqualTypeOf<
    (request: NextRequest, context: RouteContext) => Promise<Response>
  >()
  forFetch.optionalLogin(auth)((_request, caller) => {
    expectTypeOf(caller).toEqualTypeOf<Caller | null>()
    return new Response()
  })
  // @ts-expect-error A handler has to answer.
  forFetch.loginRequired(auth)(() => undefined)

  forNode.loginRequired(auth, options)
}

forNode.guarded(auth, (_request, _response, caller) => {
  expectTypeOf(caller).toEqualTypeOf<Caller>()
})
// @ts-expect-error Plain node:http has no error handler.
forNode.guarded(auth, () => undefined, { replies: 'framework' })
// @ts-expect-error A permission is named.
forExpress.requirePermission(auth)
expectTypeOf<FastifyRequest>().not.toHaveProperty('caller')

declare const remoteOptions: RemoteOptions
expectTypeOf(createRemoteAuthenticator(remoteOptions)).toEqualTypeOf<Promise<RemoteAuthenticator>>()
expectTypeOf(createRemoteAuthenticator({ ...remoteOptions, permissions: true })).toEqualTypeOf<
  Promise<PermittingAuthenticator>
>()
const telling = { ...remoteOptions, authenticationClaims: true } as const
expectTypeOf(createRemoteAuthenticator(telling)).toEqualTypeOf<Promise<StepUpAuthenticator>>()
const everything = createRemoteAuthenticator({ ...telling, permissions: true })
expectTypeOf(everything).toEqualTypeOf<Promise<PermittingAuthenticator & StepUpAuthenticator>>()
expectTypeOf(callerOf<{ tenant: string }>({}).claims.tenant).toEqualTypeOf<string>()
expectTypeOf(callerOf({}).claims.tenant).toEqualTypeOf<string | number | boolean | undefined>()
declare const permitting: PermittingAuthenticator
expectTypeOf(permitting.requirePermission(callerOf({}), 'a')).toEqualTypeOf<Promise<void>>()
for (const { requirePermission, requireRole } of [
  forExpress,
  forFastify,
  forHono,
  forKoa,
  forFetch,
]) {
  requirePermission(permitting, 'a')
  requireRole(permitting, 'admin', { whenStale: 'serve' })
}
declare const remote: RemoteAuthenticator
// @ts-expect-error Without permissions it may be that nobody can be asked.
remote.requirePermission(callerOf({}), 'a')
