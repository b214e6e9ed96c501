import express, { type Express } from 'express'
import { callerOf, loginRequired } from 'ztoken/express'
import { createRemoteAuthenticator, type RemoteAuthenticator } from 'ztoken/remote'

/** All that this service knows of the login server: its public keys and its feed. No secret. */
export function openGuard(server: string, feedToken: string): Promise<RemoteAuthenticator> {
  return createRemoteAuthenticator({
    jwksUrl: `${server}/.well-known/jwks.json`,
    feedUrl: `${server}/v1/revocations`,
    feedToken,
  })
}

/** Another service than the one people sign in to: orders may be read on older knowledge than paid. */
export function createApp(auth: RemoteAuthenticator): Express {
  const app = express()
  app.get('/orders', loginRequired(auth, { whenStale: 'serve' }), (request, response) => {
    response.json({ ordersOf: callerOf(request).userId })
  })
  app.post('/payments', loginRequired(auth, { whenStale: 'refuse' }), (request, response) => {
    response.json({ paidBy: callerOf(request).userId })
  })
  return app
}
