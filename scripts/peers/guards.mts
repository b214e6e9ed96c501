import 'reflect-metadata'
import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { createZtoken, memory } from 'ztoken'
import * as forExpress from 'ztoken/express'
import * as forFastify from 'ztoken/fastify'
import * as forHono from 'ztoken/hono'
import * as forKoa from 'ztoken/koa'
import { Caller, LoginRequired, ZtokenModule } from 'ztoken/nest'

/** One guarded route in every framework, asked with a token and without one. */
const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store: memory() })
const person = { phone: '13800138000', password: 'a long enough phrase' }
await auth.register(person)
const { accessToken, user } = await auth.login(person)

async function ask(what: string, origin: string): Promise<void> {
  const stranger = await fetch(`${origin}/mine`)
  const known = await fetch(`${origin}/mine`, { headers: { 'z-token': accessToken } })
  assert.equal(stranger.status, 401, what)
  assert.equal(known.status, 200, what)
  assert.deepEqual(await known.json(), { userId: user.id }, what)
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function askListener(what: string, listener: RequestListener): Promise<void> {
  const server = createServer(listener)
  await ask(what, await listening(server))
  server.close()
}

await askListener(
  'Express',
  express().get('/mine', forExpress.loginRequired(auth), (request, response) => {
    response.json({ userId: forExpress.callerOf(request).userId })
  }),
)

const router = new Router()
router.get('/mine', forKoa.loginRequired(auth), (ctx) => {
  ctx.body = { userId: ctx.state.caller.userId }
})
await askListener('Koa', new Koa().use(router.routes()).callback())

const fastify = Fastify()
fastify.get('/mine', { onRequest: forFastify.loginRequired(auth) }, async (request) => ({
  userId: forFastify.callerOf(request).userId,
}))
await ask('Fastify', await fastify.listen({ host: '127.0.0.1', port: 0 }))
await fastify.close()

const hono = new Hono().get('/mine', forHono.loginRequired(auth), (c) =>
  c.json({ userId: c.var.caller.userId }),
)
assert.equal((await hono.request('/mine')).status, 401)
const answered = await hono.request('/mine', { headers: { 'z-token': accessToken } })
assert.deepEqual(await answered.json(), { userId: user.id })

@Controller()
class MineController {
  @Get('mine')
  @LoginRequired()
  mine(@Caller() caller: Caller): object {
    return { userId: caller.userId }
  }
}

@Module({ controllers: [MineController], imports: [ZtokenModule.forRoot(auth)] })
class AppModule {}

const nest = await NestFactory.create(AppModule, { logger: false })
await nest.listen(0, '127.0.0.1')
await ask('Nest', await nest.getUrl())
await nest.close()

await auth.close()
console.log('signed in through Express, Koa, Fastify, Hono and Nest')
