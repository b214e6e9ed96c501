import 'reflect-metadata'
import type { Server } from 'node:http'
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  type INestApplication,
  type Type,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import {
  type Authenticator,
  Caller,
  type GuardOptions,
  LoginRequired,
  OptionalLogin,
  RequirePermission,
  RequireRole,
  RequireStepUp,
  ZtokenModule,
} from 'ztoken/nest'
import { handledBy, type Route, shown } from './frameworks.ts'

function decoratorOf({ verb, wanted = '', stepUp, options }: Route): MethodDecorator {
  if (verb === 'requireStepUp') return RequireStepUp(stepUp, options)
  if (verb === 'loginRequired') return LoginRequired(options)
  if (verb === 'optionalLogin') return OptionalLogin(options)
  return verb === 'requireRole' ? RequireRole(wanted, options) : RequirePermission(wanted, options)
}

function controllerOf(route: Route): Type {
  @Controller()
  class MineController {
    @Get('mine')
    @decoratorOf(route)
    mine(@Caller() caller: Caller | null): object {
      return shown(caller)
    }
  }
  return MineController
}

@Catch()
class AnswerErrors implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse()
    const { status, body } = handledBy(error)
    reply.status(status).header('content-type', 'application/json').send(JSON.stringify(body))
  }
}

/** The root module of an application with these controllers. */
function moduleOf(auth: Authenticator, controllers: Type[], options?: GuardOptions) {
  return { module: class {}, controllers, imports: [ZtokenModule.forRoot(auth, options)] }
}

async function serverOf(app: INestApplication, route: Route): Promise<Server> {
  if (route.hasErrorHandler) app.useGlobalFilters(new AnswerErrors())
  await app.init()
  return app.getHttpServer()
}

export async function nestOnExpress(auth: Authenticator, route: Route): Promise<Server> {
  const root = moduleOf(auth, [controllerOf(route)])
  return serverOf(await NestFactory.create(root, { logger: false }), route)
}

export async function nestOnFastify(auth: Authenticator, route: Route): Promise<Server> {
  const root = moduleOf(auth, [controllerOf(route)])
  const app = await NestFactory.create(root, new FastifyAdapter(), { logger: false })
  const server = await serverOf(app, route)
  await app.getHttpAdapter().getInstance().ready()
  return server
}
