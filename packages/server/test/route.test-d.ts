import {
  bansOperations,
  type GrantView,
  meOperations,
  metricsOperations,
  passwordOperations,
  readMe,
  revocationsOperations,
  signInOperations,
} from '@ztoken/contract'
import type { Grant } from '@ztoken/core'
import { Content, streaming } from '../src/http/answer.ts'
import { actorOf, callerOf } from '../src/http/asked.ts'
import type { Http } from '../src/http/route.ts'

/**
 * Compiled by `npm run types`: a route cannot forget its guard, and cannot answer in another form
 * than its document says.
 */
declare const http: Http
const { route, grantRoute, serviceRoute } = http
declare const grant: Grant
declare const grantView: GrantView
const user = {
  id: '1',
  phone: '+8613900000000',
  email: null,
  username: null,
  name: null,
  head_portrait: null,
  intro: null,
  level: null,
  roles: [],
  created_at: '2026-01-01T00:00:00.000Z',
}

route(meOperations.readMe, () => user)
route(meOperations.updateMe, async ({ name = null }) => ({ ...user, name }))
route(meOperations.deleteMe, async () => {})

// @ts-expect-error a call alone says of no guard
route(readMe, () => user)

// @ts-expect-error what is no record of the contract is no route
route({ method: 'GET', path: '/v1/open' }, () => user)

// @ts-expect-error there is no other way to a route
http.app.get

// @ts-expect-error the reply lacks what the document has
route(meOperations.readMe, () => ({ id: '1' }))

// @ts-expect-error the reply has a member of another type
route(meOperations.readMe, async () => ({ ...user, id: 1 }))

// @ts-expect-error the document has no data here
route(meOperations.deleteMe, async () => user)

// @ts-expect-error the document has data here
route(meOperations.readMe, async () => {})

// @ts-expect-error the reply is our envelope
route(meOperations.readMe, () => new Content('text/plain', 'x'))

// @ts-expect-error the reply is no stream
route(meOperations.readMe, () => streaming)

serviceRoute(metricsOperations.scrapeMetrics, [], () => new Content('text/plain', 'x'))
serviceRoute(revocationsOperations.readRevocations, [], () => streaming)

// @ts-expect-error the reply is another media type
serviceRoute(metricsOperations.scrapeMetrics, [], () => new Content('image/webp', 'x'))

// @ts-expect-error services have tokens where there is a permission to stand in for
serviceRoute(meOperations.readMe, [], () => user)

grantRoute(signInOperations.login, async () => ({ grant }))
grantRoute(passwordOperations.changePassword, async () => ({ grant, ended: 1 }))

// @ts-expect-error new tokens leave in bodies or in cookies, which one place knows
route(signInOperations.login, async () => grantView)

// @ts-expect-error the document has more beside the tokens
grantRoute(passwordOperations.changePassword, async () => ({ grant }))

// @ts-expect-error an operation without tokens gives none
grantRoute(meOperations.readMe, async () => ({ grant }))

// @ts-expect-error nothing else is taken
grantRoute(signInOperations.refresh, async ({ access_token }) => access_token)

// @ts-expect-error who was let on by nobody is no caller
grantRoute(signInOperations.login, async (_input, request) => ({ grant, by: callerOf(request) }))

// @ts-expect-error whoever needed no permission has none to act under
route(meOperations.deleteMe, (_input, request) => void actorOf(request))

// @ts-expect-error a request of a service comes from no caller for sure
serviceRoute(metricsOperations.scrapeMetrics, [], (_input, request) => void callerOf(request))

route(bansOperations.unbanUser, (_input, request) => {
  const { actorId } = actorOf(request)
  return { ...user, ban: null, name: actorId ?? null }
})
