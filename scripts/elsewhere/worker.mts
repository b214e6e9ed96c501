import { loginRequired as loginRequiredByFetch, requirePermission } from '@ztoken/guard/fetch'
import { type Caller, loginRequired } from '@ztoken/guard/hono'
import { createRemoteAuthenticator, type PermittingAuthenticator } from '@ztoken/guard/remote'
import { Hono, type MiddlewareHandler } from 'hono'

interface Bindings {
  readonly LOGIN: string
  readonly FEED_TOKEN: string
}

/** As the guide says: created in the first request, and kept. */
let kept: PermittingAuthenticator | undefined
async function authOf({ LOGIN, FEED_TOKEN }: Bindings): Promise<PermittingAuthenticator> {
  kept ??= await createRemoteAuthenticator({
    jwksUrl: `${LOGIN}/.well-known/jwks.json`,
    feedUrl: `${LOGIN}/v1/revocations`,
    feedToken: FEED_TOKEN,
    permissions: true,
    staleSeconds: 2,
  })
  return kept
}

const app = new Hono<{ Bindings: Bindings; Variables: { caller: Caller } }>()
const guard: MiddlewareHandler = async (c, next) => loginRequired(await authOf(c.env))(c, next)
app.get('/hono', guard, (c) => c.json(c.var.caller.userId))
app.get('/fetch', async (c) => {
  const guard = loginRequiredByFetch(await authOf(c.env))
  return guard(() => Response.json('in'))(c.req.raw)
})
app.get('/refuse', async (c) => {
  const guard = loginRequiredByFetch(await authOf(c.env), { whenStale: 'refuse' })
  return guard(() => Response.json('in'))(c.req.raw)
})
app.get('/edit', async (c) => {
  const guard = requirePermission(await authOf(c.env), 'article:edit')
  return guard(() => Response.json('in'))(c.req.raw)
})

export default app
