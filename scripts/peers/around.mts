import 'reflect-metadata'
import assert from 'node:assert/strict'
import { ApolloDriver } from '@nestjs/apollo'
import { Controller, Get, Module } from '@nestjs/common'
import { APP_GUARD, NestFactory } from '@nestjs/core'
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql'
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets'
import express from 'express'
import serverless from 'serverless-http'
import { io, type Socket } from 'socket.io-client'
import { createZtoken, memory } from 'ztoken'
import { callerOf, loginRequired } from 'ztoken/express'
import { Caller, LoginGuard, LoginRequired, Public, ZtokenModule } from 'ztoken/nest'

/** What stands around a guard elsewhere: Apollo and a gateway under Nest, a function's gateway. */
const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store: memory() })
const person = { phone: '13800138000', password: 'a long enough phrase' }
await auth.register(person)
const { accessToken, user } = await auth.login(person)
const token = { 'z-token': accessToken }

@Resolver()
class MineResolver {
  @Query(() => String)
  mine(@Caller() caller: Caller): string {
    return caller.userId
  }

  @Query(() => String)
  @Public()
  open(): string {
    return 'open'
  }
}

@Controller()
class MineController {
  @Get('mine')
  mine(@Caller() caller: Caller): object {
    return { userId: caller.userId }
  }
}

@WebSocketGateway()
class MineGateway {
  @SubscribeMessage('mine')
  @LoginRequired()
  mine(
    @Caller() caller: Caller,
    @ConnectedSocket() _socket: object,
    @MessageBody() _body: unknown,
  ) {
    return { event: 'mine', data: caller.userId }
  }
}

const graphql = GraphQLModule.forRoot({ driver: ApolloDriver, autoSchemaFile: true })

@Module({
  imports: [ZtokenModule.forRoot(auth), graphql],
  controllers: [MineController],
  providers: [MineResolver, MineGateway, { provide: APP_GUARD, useClass: LoginGuard }],
})
class AppModule {}

const nest = await NestFactory.create(AppModule, { logger: ['error'] })
await nest.listen(0, '127.0.0.1')
const origin = await nest.getUrl()

async function query(text: string, headers: Record<string, string>) {
  const body = JSON.stringify({ query: text })
  const type = { 'content-type': 'application/json' }
  const reply = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { ...type, ...headers },
    body,
  })
  return (await reply.json()) as {
    data?: Record<string, string> | null
    errors?: { message: string }[]
  }
}

assert.equal((await query('{ mine }', token)).data?.mine, user.id)
assert.equal((await query('{ open }', {})).data?.open, 'open')
const refused = await query('{ mine }', {})
assert.equal(refused.data, null)
assert.equal(refused.errors?.length, 1)
assert.equal((await fetch(`${origin}/mine`)).status, 401)
assert.equal((await fetch(`${origin}/mine`, { headers: token })).status, 200)

async function message(auth: object, headers: Record<string, string>): Promise<unknown> {
  const socket: Socket = io(origin, {
    auth,
    extraHeaders: headers,
    transports: ['websocket'],
    forceNew: true,
  })
  try {
    return await new Promise((resolve) => {
      socket.on('mine', resolve)
      socket.on('exception', resolve)
      socket.emit('mine', {})
    })
  } finally {
    socket.close()
  }
}

assert.equal(await message({ token: accessToken }, {}), user.id)
assert.equal(await message({}, token), user.id)
assert.equal(Object(await message({}, {})).reason, 'token_missing')
assert.equal(Object(await message({ token: 'nonsense' }, {})).reason, 'token_invalid')
await nest.close()

const app = express().get('/mine', loginRequired(auth), (request, response) => {
  response.json({ userId: callerOf(request).userId })
})
const handler = serverless(app)

/** Two payloads of API Gateway: one value a header, and several. */
async function invoke(headers: object): Promise<{ statusCode?: number; body?: string }> {
  const event = { httpMethod: 'GET', path: '/mine', headers: {}, requestContext: {}, ...headers }
  return (await handler(event, {})) as { statusCode?: number; body?: string }
}

assert.equal((await invoke({})).statusCode, 401)
const single = await invoke({ headers: { 'Z-Token': accessToken } })
assert.deepEqual([single.statusCode, single.body], [200, JSON.stringify({ userId: user.id })])
const bearer = { Authorization: `Bearer ${accessToken}` }
assert.equal((await invoke({ headers: bearer })).statusCode, 200)
assert.equal(
  (await invoke({ multiValueHeaders: { Authorization: [bearer.Authorization] } })).statusCode,
  200,
)
assert.notEqual((await invoke({ headers: { ...bearer, 'z-token': accessToken } })).statusCode, 200)

await auth.close()
console.log('guarded with Apollo, a gateway of socket.io and behind serverless-http')
