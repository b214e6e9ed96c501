import 'reflect-metadata'
import { Controller, Get, type INestApplication, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { Ztoken } from 'ztoken'
import { Caller, LoginRequired, ZtokenModule } from 'ztoken/nest'

@Controller()
class MineController {
  @Get('mine')
  @LoginRequired()
  mine(@Caller() caller: Caller): object {
    return { userId: caller.userId }
  }
}

@Module({ controllers: [MineController] })
class MineModule {}

/** A NestJS application with one route for everybody who has signed in. */
export function createApp(auth: Ztoken): Promise<INestApplication> {
  const root = { module: MineModule, imports: [ZtokenModule.forRoot(auth)] }
  return NestFactory.create(root, { logger: false })
}
