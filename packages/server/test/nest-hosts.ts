import 'reflect-metadata'
import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  HttpCode,
  NotFoundException,
  Post,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Core } from '@ztoken/core'
import { type AppOptions, createNodeHandler, ztokenPlugin } from '../src/server.ts'
import type { Host } from './hosts.ts'

@Controller()
class HostController {
  @Post(['echo', 'auth/echo'])
  @HttpCode(200)
  echo(@Body() body: unknown): object {
    return { host: body }
  }

  @Get('boom')
  boom(): never {
    throw new Error('a failure of the host')
  }
}

class HostModule {}
const root = { module: HostModule, controllers: [HostController] }

@Catch()
class AnswerErrors implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): void {
    const isMissing = error instanceof NotFoundException
    const reply = host.switchToHttp().getResponse()
    reply.status(isMissing ? 404 : 418).header('content-type', 'application/json')
    reply.header('x-host', 'yes')
    reply.send(JSON.stringify({ host: isMissing ? 'nothing here' : error.message }))
  }
}

/** `app.use` before Nest puts its own parsers in place, which it does when it starts. */
export async function nestHostOnExpress(core: Core, options: AppOptions): Promise<Host> {
  const handler = await createNodeHandler(core, options)
  const app = await NestFactory.create(root, { logger: false })
  app.use(handler)
  app.use((_request: unknown, reply: { setHeader(...pair: string[]): void }, next: () => void) => {
    reply.setHeader('x-host', 'yes')
    next()
  })
  app.useGlobalFilters(new AnswerErrors())
  await app.init()
  return { server: app.getHttpServer(), close: handler.close }
}

export async function nestHostOnFastify(core: Core, options: AppOptions): Promise<Host> {
  const adapter = new FastifyAdapter()
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { logger: false })
  const fastify = app.getHttpAdapter().getInstance()
  await fastify.register(ztokenPlugin, { core, ...options })
  fastify.addHook('preHandler', async (_request, reply) => {
    reply.header('x-host', 'yes')
  })
  app.useGlobalFilters(new AnswerErrors())
  await app.init()
  await fastify.ready()
  return { server: app.getHttpServer(), close: () => app.close() }
}
