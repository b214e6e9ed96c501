import type { Ztoken } from 'ztoken'
import { loginRequired } from 'ztoken/fetch'

type RouteHandler = (request: Request) => Promise<Response>

/** What `app/mine/route.ts` of a Next.js application exports, for everybody who has signed in. */
export function createRoute(auth: Ztoken): { readonly GET: RouteHandler } {
  const GET = loginRequired(auth)((_request, caller) => {
    return Response.json({ userId: caller.userId })
  })
  return { GET }
}
