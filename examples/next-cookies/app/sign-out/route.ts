import { ztoken } from '../../ztoken'

/** A form asks for it: it needs no scripts, and no page of before is left in a router's memory. */
export async function POST(request: Request): Promise<Response> {
  const headers = new Headers({ location: '/' })
  for (const [name, value] of await ztoken.signOut(request)) headers.append(name, value)
  return new Response(null, { status: 303, headers })
}
