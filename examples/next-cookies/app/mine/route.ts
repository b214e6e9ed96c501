import { ztoken } from '../../ztoken'

export async function GET(request: Request): Promise<Response> {
  const caller = await ztoken.caller(request)
  const status = caller === null ? 401 : 200
  return Response.json({ id: caller?.user.id ?? null }, { status })
}
