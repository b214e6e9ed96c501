import { ztoken } from '../../ztoken'

/** A form asks for it, so that it works without scripts, and with a page that is loaded anew. */
export async function POST(request: Request): Promise<Response> {
  const headers = new Headers({ location: '/' })
  for (const [name, value] of await ztoken.signOut(request)) headers.append(name, value)
  return new Response(null, { status: 303, headers })
}
