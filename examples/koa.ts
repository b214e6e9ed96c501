import Router from '@koa/router'
import Koa from 'koa'
import type { Ztoken } from 'ztoken'
import { loginRequired } from 'ztoken/koa'

/** A Koa application with one route for everybody who has signed in. */
export function createApp(auth: Ztoken): Koa {
  const router = new Router()
  router.get('/mine', loginRequired(auth), (ctx) => {
    ctx.body = { userId: ctx.state.caller.userId }
  })
  const app = new Koa()
  app.use(router.routes())
  return app
}
