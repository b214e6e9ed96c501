import { ztoken } from '../../ztoken'

/** For a form without scripts. */
export async function POST(request: Request): Promise<Response> {
  const headers = new Headers({ location: '/' })
  for (const [name, value] of await ztoken.signOut(request)) headers.append(name, value)
  return new Response(null, { status: 303, headers })
}
