import { type NextRequest, NextResponse } from 'next/server'
import { ztoken } from './ztoken'

/** The one place where anything is renewed: before pages, actions and route handlers. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { cookie, headers, refusal } = await ztoken.renew(request)
  if (refusal !== null) return refusal
  const seen = new Headers(request.headers)
  seen.set('cookie', cookie)
  const response = NextResponse.next({ request: { headers: seen } })
  for (const [name, value] of headers) response.headers.append(name, value)
  return response
}

export const config = { matcher: '/((?!api/auth/|_next/static/|_next/image|favicon.ico).*)' }
