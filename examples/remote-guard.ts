import express, { type Express } from 'express'
import { callerOf, loginRequired, requirePermission } from 'ztoken/express'
import { createRemoteAuthenticator, type PermittingAuthenticator } from 'ztoken/remote'

/** All that this service knows of the login server: its public keys and its feed. No secret. */
export function openGuard(server: string, feedToken: string): Promise<PermittingAuthenticator> {
  return createRemoteAuthenticator({
    jwksUrl: `${server}/.well-known/jwks.json`,
    feedUrl: `${server}/v1/revocations`,
    feedToken,
    // One of the server's ZTOKEN_PERMISSION_TOKENS; without this line, of its ZTOKEN_FEED_TOKENS.
    permissions: true,
  })
}

/** Another service than the one people sign in to: orders may be read on older knowledge than paid. */
export function createApp(auth: PermittingAuthenticator): Express {
  const app = express()
  app.get('/orders', loginRequired(auth, { whenStale: 'serve' }), (request, response) => {
    response.json({ ordersOf: callerOf(request).userId })
  })
  app.post('/payments', loginRequired(auth, { whenStale: 'refuse' }), (request, response) => {
    response.json({ paidBy: callerOf(request).userId })
  })
  app.delete('/orders', requirePermission(auth, 'order:delete'), (request, response) => {
    response.json({ deletedBy: callerOf(request).userId })
  })
  return app
}
