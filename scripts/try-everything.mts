import 'reflect-metadata'
import assert from 'node:assert/strict'
import Router from '@koa/router'
import { Controller, Get, Module } from '@nestjs/common'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { createZtoken, memory, ZtokenError } from 'ztoken'
import * as forExpress from 'ztoken/express'
import * as forFastify from 'ztoken/fastify'
import * as forFetch from 'ztoken/fetch'
import * as forHono from 'ztoken/hono'
import * as forKoa from 'ztoken/koa'
import { Caller, LoginRequired, RequirePermission, ZtokenModule } from 'ztoken/nest'
import * as forNode from 'ztoken/node'
import { createFetchHandler, createNodeHandler, ztokenPlugin } from 'ztoken/server'

/** A stranger's program with every adapter in it: compiled and run where the packages are tried. */
const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store: memory() })

const node = await createNodeHandler(auth, { prefix: '/auth' })
express()
  .use(node)
  .get('/mine', forExpress.loginRequired(auth), (request, response) => {
    response.json({ userId: forExpress.callerOf(request).userId })
  })

const fastify = Fastify()
await fastify.register(ztokenPlugin, { core: auth, prefix: '/auth' })
fastify.get('/mine', { onRequest: forFastify.loginRequired(auth) }, async (request) => ({
  userId: forFastify.callerOf(request).userId,
}))

const web = await createFetchHandler(auth, { addressOf: () => '192.0.2.1', prefix: '/auth' })
const hono = new Hono()
  .all('/auth/*', (c) => web(c.req.raw))
  .get('/mine', forHono.loginRequired(auth), (c) => c.json({ userId: c.var.caller.userId }))

const router = new Router()
router.get('/mine', forKoa.loginRequired(auth), (ctx) => {
  ctx.body = { userId: ctx.state.caller.userId }
})
new Koa().use(forKoa.optionalLogin(auth))

@Controller()
class MineController {
  @Get('mine')
  @LoginRequired()
  @RequirePermission('user:edit')
  mine(@Caller() caller: Caller): object {
    return { userId: caller.userId }
  }
}

@Module({ controllers: [MineController], imports: [ZtokenModule.forRoot(auth)] })
export class AppModule {}

export const GET = forFetch.requireRole(
  auth,
  'admin',
)((_request, caller) => Response.json({ userId: caller.userId }))
export const listener = forNode.guarded(auth, (_request, response, caller) => {
  response.end(caller.userId)
})

const body = JSON.stringify({ phone: '13800138000', password: 'a long enough phrase' })
const headers = { 'content-type': 'application/json' }
const registered = await hono.request('/auth/v1/register', { method: 'POST', headers, body })
const { data } = (await registered.json()) as { data: { access_token: string } }
const token = { 'z-token': data.access_token }
const replies = [await hono.request('/mine', { headers: token })]
assert.deepEqual(
  [...replies.map(({ status }) => status), (await GET(new Request('http://a'))).status],
  [200, 401],
)
assert.equal((await fastify.inject({ url: '/mine', headers: token })).statusCode, 200)
assert.equal((await fastify.inject('/auth/v1/me')).statusCode, 401)
assert.equal(new ZtokenError('token_invalid').status, 401)
await Promise.all([fastify.close(), node.close(), web.close()])
await auth.close()
console.log('used in every framework')
