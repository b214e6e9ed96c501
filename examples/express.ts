import express, { type Express } from 'express'
import type { Ztoken } from 'ztoken'
import { callerOf } from 'ztoken/express'

/** An Express application with one route for everybody who has signed in. */
export function createApp(auth: Ztoken): Express {
  const app = express()
  app.get('/mine', auth.loginRequired(), (request, response) => {
    response.json({ userId: callerOf(request).userId })
  })
  return app
}
