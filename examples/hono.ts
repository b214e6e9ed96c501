import { Hono } from 'hono'
import type { Ztoken } from 'ztoken'
import { loginRequired } from 'ztoken/hono'

/** A Hono application with one route for everybody who has signed in. */
export function createApp(auth: Ztoken): Hono {
  const app = new Hono()
  app.get('/mine', loginRequired(auth), (c) => {
    return c.json({ userId: c.var.caller.userId })
  })
  return app
}
